using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.ChooseMethod;
using Recipes.Stages.Collect;
using Recipes.Stages.Dedupe;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Mix;
using Recipes.Stages.Phrase;
using Recipes.Stages.ReadDocuments;
using Recipes.Stages.Split;
using Recipes.Stages.Models;
using Recipes.Torch.Training.Events;

namespace Recipes.Stages;

/// <summary>Which files appear below <c>out/</c>, by the names that users rely on.</summary>
internal static class Outputs
{
    public static void Publish(
        Graph graph,
        RecipeFiles files,
        IReadOnlyList<Handle<ReadDocument>> documents,
        Handle<IReadOnlyList<ProblemLine>> problems,
        Handle<IReadOnlyList<Fact>> facts,
        Handle<FactSet> unique)
    {
        foreach (var (document, read) in files.Documents.Zip(documents))
        {
            var below = document.Spec.Path.StartsWith("documents/", StringComparison.Ordinal) ? document.Spec.Path : $"documents/{document.Spec.Path.Replace("../", "", StringComparison.Ordinal)}";
            File(graph, read, ReadDocumentFormat.TextFile, $"{below}.md");
        }

        graph.Publish(problems, "problems.jsonl");
        graph.Publish(facts, "facts.jsonl");
        File(graph, unique, FactSetFormat.FactsFile, "deduped.jsonl");
        File(graph, unique, FactSetFormat.DropsFile, "drops/dedupe.jsonl");
    }

    public static void Publish(Graph graph, Handle<FactSplit> split, Handle<Phrased> phrased)
    {
        File(graph, split, FactSplitFormat.DropsFile, "drops/split.jsonl");
        File(graph, phrased, PhrasedFormat.PairsFile, "pairs.jsonl");
        File(graph, phrased, PhrasedFormat.DropsFile, "drops/phrase.jsonl");
    }

    public static void Publish(Graph graph, Handle<Mixture> mixture, Handle<Choice> choice)
    {
        File(graph, mixture, MixtureFormat.DropsFile, "drops/mix.jsonl");
        File(graph, mixture, MixtureFormat.TrainFile, "train.jsonl");
        File(graph, mixture, MixtureFormat.ValidationFile, "validation.jsonl");
        File(graph, mixture, MixtureFormat.StatsFile, "mix.json");
        File(graph, choice, ChoiceFormat.DecisionFile, "decision.json");
        File(graph, choice, ChoiceFormat.ReasonsFile, "reasons.json");
    }

    public static void Publish(Graph graph, Handle<FolderArtifact> model, Handle<EvaluationOutcome> outcome, Handle<string> report)
    {
        graph.Publish(model.Part([TrainedModel.ModelFolder], Formats.Folder()), "model");
        File(graph, model, TrainedModel.LogFile, "training.jsonl");
        File(graph, model, EventFile.Name, EventFile.Name);
        File(graph, outcome, EvaluationFormat.ResultsFile, "evaluation/results.jsonl");
        File(graph, outcome, EvaluationFormat.SummaryFile, "evaluation/summary.json");
        File(graph, outcome, EvaluationFormat.JUnitFile, "evaluation/junit.xml");
        graph.Publish(report, "report.html");
    }

    private static void File<T>(Graph graph, Handle<T> node, string file, string target) =>
        graph.Publish(node.Part(file, Formats.Text(file)), target);
}
