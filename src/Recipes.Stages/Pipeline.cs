using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.ChooseMethod;
using Recipes.Stages.Collect;
using Recipes.Stages.Dedupe;
using Recipes.Stages.Deliver;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Extract;
using Recipes.Stages.Import;
using Recipes.Stages.Items;
using Recipes.Stages.Mix;
using Recipes.Stages.Models;
using Recipes.Stages.Phrase;
using Recipes.Stages.Privacy;
using Recipes.Stages.ReadDocuments;
using Recipes.Stages.Report;
using Recipes.Stages.Select;
using Recipes.Stages.Split;
using Recipes.Stages.Train;
using Recipes.Stages.TryOut;

namespace Recipes.Stages;

/// <summary>The one page where stages meet: from documents to the report, wired by typed handles.</summary>
internal static class Pipeline
{
    /// <summary>Wires the recipe's flow into the graph; nothing runs yet.</summary>
    public static Handle<EvaluationOutcome> Wire(Graph graph, Recipe recipe, PipelineFacts facts, DocumentReadings readings)
    {
        var specs = new Specs(recipe, facts);
        var wiring = new Wiring(graph, facts.NumericClass(specs.Precision));
        var files = new RecipeFiles(graph, recipe, readings);
        return recipe.Base.New is null
            ? Prove(graph, wiring, recipe, specs, TrainingData(graph, wiring, recipe, specs, files))
            : Prove(graph, wiring, recipe, specs, Pretraining.Data(graph, wiring, recipe, specs, files));
    }

    /// <summary>From documents to the training data and the questions of the score.</summary>
    private static Prepared TrainingData(Graph graph, Wiring wiring, Recipe recipe, Specs specs, RecipeFiles files)
    {
        var model = BaseModel.At(graph, recipe);
        var unique = Facts(graph, wiring, recipe, specs, files);
        var split = wiring.Exact(
            Target.Mix, "split", new SplitStage(), specs.Split,
            Graph.Join(FactSetFormat.Kept(unique), model.Lengths), new FactSplitFormat());
        var phrased = wiring.Exact(
            Target.Mix, "phrase", new PhraseStage(), specs.Phrase, split, new PhrasedFormat());
        var general = files.General.Select(set => wiring.Exact(
            Target.Mix, $"general/{set.Spec.Path}", new GeneralStage(), set.Spec, set.File,
            Formats.JsonLines<QaPair>("general.jsonl"))).ToList();
        var items = wiring.Exact(
            Target.Mix, "items", new ItemsStage(), files.ItemsSpec,
            Graph.Join(PhrasedFormat.Dealt(phrased), files.ItemFiles), new ItemSetFormat());
        var mixture = wiring.Exact(
            Target.Mix, "mix", new MixStage(), specs.Mixture,
            MixtureInput.Of(phrased, general, items, model.Chat), new MixtureFormat());

        Outputs.Publish(graph, split, phrased);
        return new(model, mixture, items, (name, target, asked) => wiring.Numeric(
            target, name, new AnswersStage(), specs.Answers,
            AnswersInput.Of(model, model.Untuned, asked), new AnswerSetFormat()));
    }

    /// <summary>From documents to facts without repeats: a node per file, so that an edited document redoes itself
    /// alone.</summary>
    private static Handle<FactSet> Facts(Graph graph, Wiring wiring, Recipe recipe, Specs specs, RecipeFiles files)
    {
        var documents = files.Documents.Select(document => wiring.Exact(
            Target.Extract, $"documents/{document.Spec.Path}", files.Reader, document.Spec, document.File,
            new ReadDocumentFormat())).ToList();
        var problems = wiring.Exact(
            Target.Extract, "problems", new ProblemsStage(), files.ProblemsSpec,
            Graph.All(documents.Select(ReadDocumentFormat.Problems).ToList()),
            Formats.JsonLines<ProblemLine>("problems.jsonl"));
        var found = documents.Zip(files.Documents, (read, document) => wiring.Exact(
            Target.Extract, $"extract/{document.Spec.Path}", new ExtractStage(), specs.Passage,
            ReadDocumentFormat.Content(read), Formats.JsonLines<Fact>("facts.jsonl")));
        var imported = files.Pairs.Select(pairs => wiring.Exact(
            Target.Extract, $"import/{pairs.Spec.Path}", new ImportStage(), pairs.Spec, pairs.File,
            new ImportedFormat())).ToList();
        var personal = wiring.Exact(
            Target.Extract, "privacy", new PrivacyStage(), new CollectSpec(),
            Graph.All([.. documents.Select(ReadDocumentFormat.Findings), .. imported.Select(ImportedFormat.Findings)]),
            Formats.JsonLines<PersonalFinding>("privacy.jsonl"));
        var facts = wiring.Exact(
            Target.Extract, "facts", new CollectStage<Fact>("facts"), new CollectSpec(),
            Graph.All(found.Concat(imported.Select(ImportedFormat.Facts)).ToList()), Formats.JsonLines<Fact>("facts.jsonl"));
        var unique = wiring.Exact(
            Target.Dedupe, "dedupe", new DedupeStage(), recipe.Dedupe, facts, new FactSetFormat());

        Outputs.Publish(graph, files, documents, problems, facts, unique);
        graph.Publish(personal, "privacy.jsonl");
        return unique;
    }

    /// <summary>From the training data to the verdict.</summary>
    private static Handle<EvaluationOutcome> Prove(
        Graph graph, Wiring wiring, Recipe recipe, Specs specs, Prepared prepared)
    {
        var (model, mixture, items, askBaseline) = prepared;
        var choice = wiring.Exact(
            Target.ChooseMethod, "choose-method", new ChooseMethodStage(), specs.Choose,
            ChooseInput.Of(graph, MixtureFormat.StatsOf(mixture), model.Config, specs.MemoryBytes), new ChoiceFormat());

        // The ladder: each rung waits for one bit of those before it.
        var dev = ItemSetFormat.DevOf(items);
        var baseOnDev = askBaseline("dev/base", Target.Train, dev);
        var rungs = new List<(Handle<FolderArtifact> Model, Handle<Trial> Trial)>();
        foreach (var method in Ladder.Unrolled(recipe))
        {
            var earlier = Graph.All(rungs.Select(rung => TrialFormat.PassedOf(rung.Trial)).ToList());
            var wanted = wiring.Exact(
                Target.Train, $"wanted/{method}", new WantedStage(), new WantedSpec(),
                Graph.Join(ChoiceFormat.RungOf(choice, method), earlier), Formats.Json<bool>("wanted.json"));
            var trained = wiring.Numeric(
                Target.Train, $"train/{method}", new TrainStage(specs.MachineMemoryBytes), specs.Train(method),
                TrainInput.Of(wanted, mixture, model), Formats.Folder());
            var answers = wiring.Numeric(
                Target.Train, $"dev/{method}", new AnswersStage(), specs.Answers,
                AnswersInput.Of(model, TrainedModel.Of(trained), dev), new AnswerSetFormat());
            var trial = wiring.Exact(
                Target.Train, $"try-out/{method}", new TryOutStage(), specs.Trial(method),
                TrialInput.Of(dev, baseOnDev, answers), new TrialFormat());
            rungs.Add((trained, trial));
        }

        // The selected model against the base, asked once.
        var trials = Graph.All(rungs.Select(rung => rung.Trial).ToList());
        var selection = wiring.Exact(
            Target.Train, "select", new SelectStage(), new SelectSpec(), trials,
            Formats.Json<Selection>("selection.json"));
        var selected = wiring.Exact(
            Target.Train, "model", new SelectedModelStage(), specs.Ladder,
            SelectedModelInput.Of(selection, rungs.Select(rung => rung.Model).ToList()), Formats.Folder());
        var test = ItemSetFormat.TestOf(items);
        var baseOnTest = askBaseline("test/base", Target.Evaluate, test);
        var tunedOnTest = wiring.Numeric(
            Target.Evaluate, "test/tuned", new AnswersStage(), specs.Answers,
            AnswersInput.Of(model, TrainedModel.Of(selected), test), new AnswerSetFormat());
        var outcome = wiring.Exact(
            Target.Evaluate, "evaluate", new EvaluateStage(), specs.Evaluate,
            EvaluateInput.Of(test, baseOnTest, tunedOnTest, selection), new EvaluationFormat());
        var report = wiring.Exact(
            Target.Report, "report", new ReportStage(), specs.Report,
            ReportInput.Of(
                outcome, MixtureFormat.StatsOf(mixture), choice, trials, TrainedModel.LogOf(selected), test),
            Formats.Text("report.html"));

        var delivery = wiring.Numeric(
            Target.Deliver, "deliver", new DeliverStage(), specs.Deliver,
            DeliverInput.Of(model, TrainedModel.Of(selected), selection, dev, outcome), Formats.Folder());

        Outputs.Publish(graph, mixture, choice);
        Outputs.Publish(graph, selected, outcome, report);
        graph.Publish(delivery, "deliver");
        return outcome;
    }
}
