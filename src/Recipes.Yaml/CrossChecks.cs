using Recipes.Core;
using Recipes.Yaml.Keys;

namespace Recipes.Yaml;

/// <summary>What must hold between keys. A check is left out where one of its keys already has a problem.</summary>
internal static class CrossChecks
{
    private const string Pretrain = "pretrain";

    public static void Run(Recipe recipe, RecipeInputs needed, Reading reading)
    {
        CheckLadder(recipe, reading);
        CheckContext(recipe, reading);
        GateChecks.Run(recipe, needed, reading);
        CheckNewModel(recipe, reading); // last: what it finds does not make the kind of base unknown
    }

    private static void CheckNewModel(Recipe recipe, Reading reading)
    {
        if (recipe.Base.New is not { } shape || reading.FieldOf("base.new") is not { } field
            || !reading.AreFine("base"))
        {
            return;
        }

        // Rotary embeddings turn pairs of channels, so a head has an even size.
        if (shape.Hidden % shape.Heads != 0 || shape.Hidden / shape.Heads % 2 != 0)
        {
            var at = reading.FieldOf("base.new.heads") ?? reading.FieldOf("base.new.hidden") ?? field;
            reading.Fail(at, Codes.Shape,
                $"base.new.hidden {shape.Hidden} does not make {shape.Heads} heads of an even size",
                "make hidden a multiple of twice heads, e.g. hidden: 192 and heads: 4");
        }
    }

    private static void CheckLadder(Recipe recipe, Reading reading)
    {
        if (recipe.Method.Ladder is not { } ladder || reading.FieldOf("method.ladder") is not { } field
            || !reading.AreFine("base", "method.ladder"))
        {
            return;
        }

        if (recipe.Base.New is not null && ladder is not [Pretrain])
        {
            reading.Fail(field, Codes.LadderAndBase, "method.ladder must be [pretrain] where base is a new model",
                "write [pretrain] or auto");
        }
        else if (recipe.Base.New is null && ladder.Contains(Pretrain))
        {
            reading.Fail(field, Codes.LadderAndBase, "method.ladder holds pretrain, but base is a trained model",
                "write base: { new: { … } }, or another method");
        }
    }

    private static void CheckContext(Recipe recipe, Reading reading)
    {
        if (recipe.Base.New is { } shape && recipe.Train.Context > shape.Context
            && reading.FieldOf("train.context") is { } field && reading.AreFine("base", "train.context"))
        {
            reading.Fail(field, Codes.ContextTooLong,
                $"train.context is {recipe.Train.Context} but base.new.context is {shape.Context}",
                $"give at most {shape.Context}, or a longer base.new.context");
        }
    }
}
