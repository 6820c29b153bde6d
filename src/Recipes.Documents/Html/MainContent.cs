using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Recipes.Documents.Html;

/// <summary>Tells the navigation of a page of a site from the part that is about something.</summary>
/// <remarks>It is careful: what a page says must not go lost, a menu that stays does less harm. Numbers chosen by hand.</remarks>
internal static partial class MainContent
{
    /// <summary>Part of a block's text that is links, from which it is navigation.</summary>
    private const double MostlyLinks = 0.75;

    private const int FewestLinks = 4;

    /// <summary>Part of the page's text that a block named as navigation may have.</summary>
    private const double NamedShare = 0.2;

    /// <summary>Part of the remaining text that the main element must have to stand for the page.</summary>
    private const double MainShare = 0.6;

    /// <summary>Part of the page's text that must remain: a page of links alone is read as it is.</summary>
    private const double LeastRest = 0.25;

    /// <summary>The outermost elements that are not about what the page is about; none where too little would remain.</summary>
    public static HashSet<IElement> Asides(IElement body)
    {
        var sizes = new Dictionary<IElement, Size>();
        var all = Measure(body, sizes).Text;
        var navigation = new List<IElement>();
        Collect(body, sizes, all, navigation);
        var removed = navigation.Sum(n => sizes[n].Text);
        if (all - removed < LeastRest * all)
        {
            return [];
        }

        var mains = body.QuerySelectorAll("main, [role=main], article");
        var main = mains.FirstOrDefault(m => sizes.TryGetValue(m, out var size) && size.Text >= MainShare * (all - removed));
        return [.. navigation, .. Around(main, body)];
    }

    /// <summary>What stands beside an element and beside what holds it.</summary>
    private static IEnumerable<IElement> Around(IElement? main, IElement body)
    {
        for (var inner = main; inner is not null && inner != body; inner = inner.ParentElement)
        {
            foreach (var sibling in inner.ParentElement?.Children ?? Enumerable.Empty<IElement>())
            {
                if (sibling != inner && sibling.LocalName != "h1" && sibling.QuerySelector("h1") is null)
                {
                    yield return sibling;
                }
            }
        }
    }

    private static Size Measure(IElement element, Dictionary<IElement, Size> sizes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var size = default(Size);
        for (var child = element.FirstChild; child is not null; child = child.NextSibling)
        {
            if (child.NodeType == NodeType.Text)
            {
                size = size with { Text = size.Text + child.NodeValue.Count(c => !char.IsWhiteSpace(c)) };
            }
            else if (child is IElement inner && HtmlNames.IsLeftOut(inner) is null)
            {
                size += Measure(inner, sizes);
            }
        }

        if (element.LocalName == "a" && element.HasAttribute("href"))
        {
            size = size with { LinkText = size.Text, Links = 1 };
        }

        return sizes[element] = size;
    }

    private static void Collect(IElement element, Dictionary<IElement, Size> sizes, int all, List<IElement> navigation)
    {
        foreach (var child in element.Children.Where(sizes.ContainsKey))
        {
            if (IsNavigation(child, sizes[child], all))
            {
                navigation.Add(child);
            }
            else
            {
                Collect(child, sizes, all, navigation);
            }
        }
    }

    private static bool IsNavigation(IElement element, Size size, int all)
    {
        if (element.LocalName is "main" or "article" or "h1" || size.Text == 0)
        {
            return false;
        }

        var isSmall = size.Text <= NamedShare * all;
        if (IsMarked(element, isSmall))
        {
            return true;
        }

        if (!HtmlNames.IsBlock(element.LocalName) || element.LocalName is "body" or "p" or "td" or "tr" || element.QuerySelector("h1") is not null)
        {
            return false;
        }

        return (size.Links >= FewestLinks && size.LinkText >= MostlyLinks * size.Text) || (isSmall && IsNamed(element));
    }

    /// <summary>Whether the page itself says so.</summary>
    private static bool IsMarked(IElement element, bool isSmall) =>
        element.LocalName == "nav" || element.GetAttribute("role") is "navigation" or "search" or "banner" or "contentinfo"
        || (isSmall && element.LocalName is "footer" or "aside" && element.Closest("article") is null);

    private static bool IsNamed(IElement element) =>
        NavigationName().IsMatch($" {element.Id} {element.ClassName} ");

    [GeneratedRegex(
        "(?<![a-z])(nav|navi|navbar|navigation|menu|footer|foot|bottom|copyright|breadcrumbs?|crumbs?|sidebar|share|sharing|toolbar|pagination|pager"
        + "|advert|ads?|login|search|related|recommend|cookie|skip-link|mw-editsection|jump-link)(?![a-z])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NavigationName();

    private readonly record struct Size(int Text, int LinkText, int Links)
    {
        public static Size operator +(Size a, Size b) => new(a.Text + b.Text, a.LinkText + b.LinkText, a.Links + b.Links);
    }
}
