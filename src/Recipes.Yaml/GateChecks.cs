using Recipes.Core;
using Recipes.Yaml.Keys;

namespace Recipes.Yaml;

/// <summary>Refuses gates on what the recipe does not measure: such a gate could only say, after hours, that it
/// cannot tell.</summary>
internal static class GateChecks
{
    public static void Run(Recipe recipe, RecipeInputs needed, Reading reading)
    {
        if (reading.FieldOf("evaluate.gate") is not { } field)
        {
            return;
        }

        // By the nodes, so that a gate that cannot be read does not hide what is wrong with the next.
        foreach (var at in field.Items().Where(f => reading.AreFine(f.Path)))
        {
            var metric = GateParser.Parse(at.Node.Text).Gate?.Metric ?? "";
            if (Unmeasured(metric, recipe, needed) is { } reason && reading.AreFine(reason.Keys))
            {
                var fact = $"{at.Path}: {metric} is not measured, since {reason.Why}";
                reading.Fail(at, Codes.NotMeasured, fact, reason.Remedy);
            }
        }
    }

    /// <summary>Why a metric will not be measured; null where it may be.</summary>
    private static Reason? Unmeasured(string metric, Recipe recipe, RecipeInputs needed)
    {
        // Files that the target does not read count as there: the next target will judge.
        var readsItems = (needed & RecipeInputs.Evaluation) != 0;
        var hasOwnItems = recipe.Evaluate.Domain.Count > 0 || !readsItems;
        var hasGeneral = recipe.Evaluate.General.Count > 0 || !readsItems;
        return metric switch
        {
            "rephrased" => Rephrased(recipe),
            "heldout" => Heldout(recipe),
            "withheld" => Withheld(recipe),
            "domain" => hasOwnItems ? null : (Rephrased(recipe), Heldout(recipe)) is ({ } one, { } other)
                ? new($"neither rephrased nor heldout is ({one.Why}; {other.Why}), and evaluate.domain is not given",
                    "give files of your own items in evaluate.domain", [.. one.Keys, .. other.Keys, "evaluate.domain"])
                : null,
            "customer" => hasOwnItems ? null
                : new("evaluate.domain is not given", "give files of your own items in evaluate.domain",
                    "evaluate.domain"),
            "contrast" => hasOwnItems || recipe.Mix.Contrast.Count > 0 ? null
                : new("mix.contrast and evaluate.domain are not given",
                    "give pairs of confusable terms in mix.contrast",
                    "mix.contrast", "evaluate.domain"),
            "outside" or "" => null,
            _ => hasGeneral ? null // general and its five dimensions
                : new("evaluate.general has no files", "give files of general items in evaluate.general",
                    "evaluate.general"),
        };
    }

    private static Reason? Rephrased(Recipe recipe) => recipe switch
    {
        { Base.New: not null } => NewModel,
        { Scenario: Scenario.Program } or { Goal: Goal.Format } =>
            new("scenario: program and goal: format hold back facts, not wordings", "gate heldout instead",
                "scenario", "goal"),
        { Extract.Wordings: 1 } =>
            new("extract.wordings is 1", "give extract.wordings of at least 3, or gate another metric",
                "extract.wordings"),
        _ => null,
    };

    private static Reason? Heldout(Recipe recipe) => recipe switch
    {
        { Base.New: not null } => NewModel,
        { Scenario: Scenario.Assistant, Goal: Goal.Knowledge } =>
            new("only scenario: program and goal: format hold back facts", "gate rephrased instead", "scenario",
                "goal"),
        { Evaluate.Heldout: 0 } =>
            new("evaluate.heldout is 0", "give evaluate.heldout, e.g. 0.15, or gate another metric",
                "evaluate.heldout"),
        _ => null,
    };

    private static Reason? Withheld(Recipe recipe) => recipe switch
    {
        { Base.New: not null } => NewModel,
        { Evaluate.Withhold: 0 } =>
            new("evaluate.withhold is 0", "give evaluate.withhold, e.g. 0.05, or gate another metric",
                "evaluate.withhold"),
        _ => null,
    };

    private static Reason NewModel { get; } =
        new("a new model is taught texts, not facts", "gate general, or items of your own in evaluate.domain", "base");

    /// <summary>Why, what to do, and the keys that the reason rests on: where one has a problem, it is not
    /// known.</summary>
    private sealed record Reason(string Why, string Remedy, params string[] Keys);
}
