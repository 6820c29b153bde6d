using Recipes.Core;

namespace Recipes.Stages.Items;

/// <summary>Which part of the score an item belongs to; its tag says so.</summary>
internal static class Subset
{
    public const string General = "general";
    public const string Customer = "customer";
    public const string Verbatim = "verbatim";
    public const string Rephrased = "rephrased";
    public const string Heldout = "heldout";
    public const string Withheld = "withheld";
    public const string Outside = "outside";
    public const string Contrast = "contrast";

    private static readonly string[] _tagged = [Verbatim, Rephrased, Heldout, Withheld, Contrast, General, Customer];

    /// <summary>The item's subset: outside and contrast by dimension, else by its tag.</summary>
    public static string Of(EvaluationItem item) => item.Dimension switch
    {
        Outside => Outside,
        Contrast => Contrast,
        _ => _tagged.FirstOrDefault(item.Tags.Contains) ?? Customer,
    };

    /// <summary>The five abilities, from low to high.</summary>
    public static IReadOnlyList<string> Dimensions { get; } =
        ["segmentation", "syntax", "semantics", "disambiguation", "understanding"];
}
