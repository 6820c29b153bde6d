using System.Collections.Frozen;
using AngleSharp.Dom;
using Recipes.Documents.Word;

namespace Recipes.Documents.Html;

/// <summary>What the names and attributes of elements mean for a reader.</summary>
internal static class HtmlNames
{
    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav",
        "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "optgroup", "option");

    /// <summary>Never shown, or no text; the empty name counts as nothing left out.</summary>
    private static readonly FrozenDictionary<string, string> Silent = new Dictionary<string, string>
    {
        ["script"] = "scripts",
        ["style"] = "styles",
        ["noscript"] = "",
        ["template"] = "",
        ["head"] = "",
        ["title"] = "",
        ["iframe"] = "",
        ["object"] = "",
        ["svg"] = "",
        ["audio"] = "",
        ["video"] = "",
        ["canvas"] = "",
        ["rt"] = "phonetic-guides",
        ["rp"] = "",
        ["input"] = "",
        ["textarea"] = "",
        ["select"] = "",
        ["button"] = "",
        ["datalist"] = "",
    }.ToFrozenDictionary();

    public static bool IsBlock(string name) => Blocks.Contains(name);

    /// <summary>Why an element is not read, empty where that is not worth counting; null where it is read.</summary>
    public static string? IsLeftOut(IElement element)
    {
        if (Silent.TryGetValue(element.LocalName, out var what))
        {
            return what;
        }

        return IsHidden(element) ? "hidden-text" : null;
    }

    /// <summary>The number of a list item as a browser shows it.</summary>
    public static string ListNumber(int number, string? type) => (type switch
    {
        "a" => NumberFormat.Write(number, "lowerLetter"),
        "A" => NumberFormat.Write(number, "upperLetter"),
        "i" => NumberFormat.Write(number, "lowerRoman"),
        "I" => NumberFormat.Write(number, "upperRoman"),
        _ => number.ToString(CultureInfo.InvariantCulture),
    }) + ".";

    private static bool IsHidden(IElement element)
    {
        if (element.HasAttribute("hidden"))
        {
            return true;
        }

        var style = element.GetAttribute("style");
        return style is not null && style.Contains("none", StringComparison.OrdinalIgnoreCase)
            && style.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase);
    }
}
