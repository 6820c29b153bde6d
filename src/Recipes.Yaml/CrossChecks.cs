using Recipes.Core;
using Recipes.Yaml.Keys;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml;

/// <summary>What must hold between keys. A check is left out where one of its keys already has a problem.</summary>
internal static class CrossChecks
{
    private const string Pretrain = "pretrain";

    public static void Run(Recipe recipe, RecipeInputs needed, Reading reading)
    {
        CheckNewModel(recipe, reading);
        CheckLadder(recipe, reading);
        CheckContext(recipe, reading);
        CheckGates(recipe, needed, reading);
    }

    private static void CheckNewModel(Recipe recipe, Reading reading)
    {
        if (recipe.Base.New is not { } shape || reading.FieldOf("base.new") is not { } field || !reading.AreFine("base"))
        {
            return;
        }

        // Rotary embeddings turn pairs of channels, so a head has an even size.
        if (shape.Hidden % shape.Heads != 0 || shape.Hidden / shape.Heads % 2 != 0)
        {
            var at = reading.FieldOf("base.new.heads") ?? reading.FieldOf("base.new.hidden") ?? field;
            reading.Fail(at, Codes.Shape, $"base.new.hidden {shape.Hidden} does not make {shape.Heads} heads of an even size",
                "make hidden a multiple of twice heads, e.g. hidden: 192 and heads: 4");
        }
    }

    private static void CheckLadder(Recipe recipe, Reading reading)
    {
        if (recipe.Method.Ladder is not { } ladder || reading.FieldOf("method.ladder") is not { } field || !reading.AreFine("base", "method.ladder"))
        {
            return;
        }

        if (recipe.Base.New is not null && ladder is not [Pretrain])
        {
            reading.Fail(field, Codes.LadderAndBase, "method.ladder must be [pretrain] where base is a new model", "write [pretrain] or auto");
        }
        else if (recipe.Base.New is null && ladder.Contains(Pretrain))
        {
            reading.Fail(field, Codes.LadderAndBase, "method.ladder holds pretrain, but base is a trained model", "write base: { new: { … } }, or another method");
        }
    }

    private static void CheckContext(Recipe recipe, Reading reading)
    {
        if (recipe.Base.New is { } shape && recipe.Train.Context > shape.Context
            && reading.FieldOf("train.context") is { } field && reading.AreFine("base", "train.context"))
        {
            reading.Fail(field, Codes.ContextTooLong, $"train.context is {recipe.Train.Context} but base.new.context is {shape.Context}",
                $"give at most {shape.Context}, or a longer base.new.context");
        }
    }

    private static void CheckGates(Recipe recipe, RecipeInputs needed, Reading reading)
    {
        if (reading.FieldOf("evaluate.gate") is not { } field)
        {
            return;
        }

        // By the nodes, so that a gate that cannot be read does not hide what is wrong with the next.
        var fields = field.Node.Kind == NodeKind.List ? field.Node.Items.Select((_, i) => field.Item(i)).ToList() : [field];
        foreach (var at in fields.Where(f => reading.AreFine(f.Path)))
        {
            var metric = GateParser.Parse(at.Node.Text).Gate?.Metric ?? "";
            if (Unmeasured(metric, recipe, needed) is { } reason && reading.AreFine(reason.Keys))
            {
                reading.Fail(at, Codes.NotMeasured, $"{at.Path}: {metric} is not measured, since {reason.Why}", reason.Remedy);
            }
        }
    }

    /// <summary>Why a metric will not be measured; null where it may be.</summary>
    private static Reason? Unmeasured(string metric, Recipe recipe, RecipeInputs needed)
    {
        var evaluate = recipe.Evaluate;
        var hasOwnItems = evaluate.Domain.Count > 0 || (needed & RecipeInputs.Evaluation) == 0;
        return metric switch
        {
            "rephrased" when recipe.Extract.Wordings == 1 =>
                new("extract.wordings is 1", "give extract.wordings of at least 3, or gate another metric", "extract.wordings"),
            "withheld" when evaluate.Withhold == 0 =>
                new("evaluate.withhold is 0", "give evaluate.withhold, e.g. 0.05, or gate another metric", "evaluate.withhold"),
            "heldout" when evaluate.Heldout == 0 =>
                new("evaluate.heldout is 0", "give evaluate.heldout, e.g. 0.15, or gate another metric", "evaluate.heldout"),
            "domain" when recipe.Extract.Wordings == 1 && evaluate.Heldout == 0 && !hasOwnItems =>
                new("extract.wordings is 1, evaluate.heldout is 0 and evaluate.domain is not given", "give one of the three",
                    "extract.wordings", "evaluate.heldout", "evaluate.domain"),
            "customer" when !hasOwnItems =>
                new("evaluate.domain is not given", "give files of the customer's items in evaluate.domain", "evaluate.domain"),
            "contrast" when recipe.Mix.Contrast.Count == 0 && !hasOwnItems =>
                new("mix.contrast and evaluate.domain are not given", "give pairs of confusable terms in mix.contrast", "mix.contrast", "evaluate.domain"),
            _ when _general.Contains(metric) && evaluate.General.Count == 0 && (needed & RecipeInputs.Evaluation) != 0 =>
                new("evaluate.general has no files", "give files of general items in evaluate.general", "evaluate.general"),
            _ => null,
        };
    }

    private static readonly string[] _general =
        ["general", "segmentation", "syntax", "semantics", "disambiguation", "understanding"];

    /// <summary>Why, what to do, and the keys that the reason rests on: where one has a problem, the reason is not known.</summary>
    private sealed record Reason(string Why, string Remedy, params string[] Keys);
}
