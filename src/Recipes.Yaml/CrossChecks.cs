using Recipes.Core;
using Recipes.Yaml.Keys;

namespace Recipes.Yaml;

/// <summary>What must hold between keys. A check is left out where one of its keys already has a problem.</summary>
internal static class CrossChecks
{
    private const string Pretrain = "pretrain";

    public static void Run(Recipe recipe, RecipeInputs needed, Reading reading)
    {
        CheckShape(recipe, reading);
        CheckLadder(recipe, reading);
        CheckContext(recipe, reading);
        CheckGates(recipe, needed, reading);
    }

    private static void CheckShape(Recipe recipe, Reading reading)
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
        if (reading.FieldOf("evaluate.gate") is not { } field
            || !reading.AreFine("evaluate", "extract.wordings", "mix.contrast", "scenario", "goal", "base"))
        {
            return;
        }

        for (var i = 0; i < recipe.Evaluate.Gates.Count; i++)
        {
            var gate = recipe.Evaluate.Gates[i];
            if (Unmeasured(gate.Metric, recipe, needed) is var (why, remedy))
            {
                var at = field.Node.Items.Count > 0 ? field.Item(i) : field;
                reading.Fail(at, Codes.NotMeasured, $"{at.Path}: {gate.Metric} is not measured, since {why}", remedy);
            }
        }
    }

    /// <summary>Why a metric will not be measured and what to do; null where it may be.</summary>
    private static (string Why, string Remedy)? Unmeasured(string metric, Recipe recipe, RecipeInputs needed)
    {
        var evaluate = recipe.Evaluate;
        var hasOwnItems = evaluate.Domain.Count > 0 || (needed & RecipeInputs.Evaluation) == 0;
        return metric switch
        {
            "rephrased" when recipe.Extract.Wordings == 1 => ("extract.wordings is 1", "give extract.wordings of at least 3, or gate another metric"),
            "withheld" when evaluate.Withhold == 0 => ("evaluate.withhold is 0", "give evaluate.withhold, e.g. 0.05, or gate another metric"),
            "heldout" when evaluate.Heldout == 0 => ("evaluate.heldout is 0", "give evaluate.heldout, e.g. 0.15, or gate another metric"),
            "domain" when recipe.Extract.Wordings == 1 && evaluate.Heldout == 0 && !hasOwnItems =>
                ("extract.wordings is 1, evaluate.heldout is 0 and evaluate.domain is not given", "give one of the three"),
            "customer" when !hasOwnItems => ("evaluate.domain is not given", "give files of the customer's items in evaluate.domain"),
            "contrast" when recipe.Mix.Contrast.Count == 0 && !hasOwnItems =>
                ("mix.contrast and evaluate.domain are not given", "give pairs of confusable terms in mix.contrast"),
            "general" or "segmentation" or "syntax" or "semantics" or "disambiguation" or "understanding"
                when evaluate.General.Count == 0 && (needed & RecipeInputs.Evaluation) != 0 =>
                ("evaluate.general has no files", "give files of general items in evaluate.general"),
            _ => null,
        };
    }
}
