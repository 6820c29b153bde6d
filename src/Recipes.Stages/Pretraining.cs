using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.Collect;
using Recipes.Stages.Import;
using Recipes.Stages.Items;
using Recipes.Stages.Mix;
using Recipes.Stages.Models;
using Recipes.Stages.Pretrain;

namespace Recipes.Stages;

/// <summary>The beginning of the flow for <c>base: { new: … }</c>: a tokenizer is trained first, then the model on the texts of
/// <c>mix.general</c> and <c>pairs:</c>. The baselines are the trivial solvers.</summary>
internal static class Pretraining
{
    public static Prepared Data(Graph graph, Wiring wiring, Recipe recipe, Specs specs, RecipeFiles files)
    {
        var texts = files.Pairs.Concat(files.General).Select(set => wiring.Exact(
            Target.Mix, $"general/{set.Spec.Path}", new GeneralStage(), set.Spec, set.File,
            Formats.JsonLines<QaPair>("general.jsonl"))).ToList();
        var rows = wiring.Exact(
            Target.Mix, "corpus", new CollectStage<QaPair>("corpus"), new CollectSpec(), Graph.All(texts),
            Formats.JsonLines<QaPair>("corpus.jsonl"));
        var tokenizer = wiring.Exact(
            Target.Mix, "tokenizer", new TokenizerStage(), specs.Tokenizer, rows, Formats.Folder());
        var model = BaseModel.New(tokenizer, recipe);

        var none = graph.Value<IReadOnlyList<EvaluationItem>>("dealt items", []);
        var items = wiring.Exact(
            Target.Mix, "items", new ItemsStage(), files.ItemsSpec, Graph.Join(none, files.ItemFiles),
            new ItemSetFormat());
        var mixture = wiring.Exact(
            Target.Mix, "mix", new PretrainMixStage(), specs.PretrainMix,
            PretrainMixInput.Of(rows, items, model.Chat), new MixtureFormat());
        var trivial = Graph.All(TrivialFiles(recipe).Select(p => graph.File(p, RecipeFiles.Name(recipe, p))).ToList());
        return new(model, mixture, items, (name, target, asked) => wiring.Exact(
            target, name, new TrivialAnswersStage(), new TrivialSpec(),
            Graph.Join(asked, trivial).Map(x => new TrivialInput(x.Item1, x.Item2)), new AnswerSetFormat()));
    }

    /// <summary>Beside each file of general items, its namesake in the folder <c>trivial</c>.</summary>
    private static IEnumerable<string> TrivialFiles(Recipe recipe) => recipe.Evaluate.General
        .Select(path => Path.Combine(Path.GetDirectoryName(path) ?? "/", "trivial", Path.GetFileName(path)))
        .Where(File.Exists);
}
