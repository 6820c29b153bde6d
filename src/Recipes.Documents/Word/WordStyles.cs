using System.Text.RegularExpressions;
using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>What of a style, or of a paragraph's own properties, a reader of text needs; null: not said here.</summary>
internal sealed record WordStyle
{
    /// <summary>Lower case, as Word names it in every language (<c>heading 1</c>, <c>toc 2</c>).</summary>
    public string Name { get; init; } = "";

    public string? BasedOn { get; init; }

    /// <summary>0 to 8; 9 is body text.</summary>
    public int? OutlineLevel { get; init; }

    public int? NumberId { get; init; }

    public int? NumberLevel { get; init; }

    public bool? IsHidden { get; init; }

    public bool? IsBold { get; init; }

    /// <summary>In half points.</summary>
    public int? Size { get; init; }

    /// <summary>The style itself where its list is set: a list's level may be bound to that name.</summary>
    public string? NumberStyle { get; init; }

    /// <summary>The letters of this style, of another where it says nothing.</summary>
    public WordStyle WithLettersOf(WordStyle? other) => other is null ? this : this with
    {
        IsHidden = IsHidden ?? other.IsHidden,
        IsBold = IsBold ?? other.IsBold,
        Size = Size ?? other.Size,
    };

    /// <summary>The number of this style, of another where it names no list.</summary>
    public WordStyle WithNumberOf(WordStyle? other) => other is null || NumberId is not null ? this : this with
    {
        NumberId = other.NumberId,
        NumberLevel = NumberLevel ?? other.NumberLevel,
        NumberStyle = other.NumberStyle,
    };
}

/// <summary>The styles of a document, each with what it inherits filled in.</summary>
internal sealed partial class WordStyles
{
    private readonly Dictionary<string, WordStyle> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WordStyle> _resolved = new(StringComparer.Ordinal);
    private string? _defaultParagraph;
    private int? _defaultSize;

    public static WordStyles Read(XmlWalker? xml)
    {
        var styles = new WordStyles();
        if (xml is null)
        {
            return styles;
        }

        using (xml)
        {
            for (var at = xml.OpenRoot(); xml.NextChild(at);)
            {
                styles.ReadPart(xml);
            }
        }

        return styles;
    }

    /// <summary>The style of that id with its ancestors' properties, or null.</summary>
    public WordStyle? Find(string id) => Resolve(id, 0);

    /// <summary>The style of a paragraph: the named one, the default where none is named, never null.</summary>
    public WordStyle OfParagraph(string? id)
    {
        var style = id is null
            ? _defaultParagraph is null ? null : Find(_defaultParagraph)
            : Find(id) ?? new WordStyle { OutlineLevel = LevelOfName(id) };
        style ??= new WordStyle();
        return style.Size is null ? style with { Size = _defaultSize ?? 20 } : style; // 10 points where nothing is said
    }

    /// <summary>Level 0 to 8 of a built-in heading by its name, or null.</summary>
    private static int? LevelOfName(string name)
    {
        if (name.Equals("title", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var match = HeadingName().Match(name);
        return match.Success ? match.Groups[1].ValueSpan[0] - '1' : null;
    }

    private WordStyle? Resolve(string id, int depth)
    {
        const int deepest = 30; // a chain that bites its own tail ends here
        if (_resolved.TryGetValue(id, out var known))
        {
            return known;
        }

        if (!_own.TryGetValue(id, out var style) || depth > deepest)
        {
            return null;
        }

        var above = style.BasedOn is null ? null : Resolve(style.BasedOn, depth + 1);
        var named = style with
        {
            OutlineLevel = style.OutlineLevel ?? LevelOfName(style.Name) ?? above?.OutlineLevel,
            NumberStyle = id,
        };
        var resolved = named.WithLettersOf(above).WithNumberOf(above);
        return _resolved[id] = resolved;
    }

    private void ReadPart(XmlWalker xml)
    {
        switch (xml.Name)
        {
            case "docDefaults":
                ReadDefaults(xml);
                break;
            case "style":
                ReadStyle(xml);
                break;
            default:
                xml.Skip();
                break;
        }
    }

    private void ReadDefaults(XmlWalker xml)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "rPrDefault")
            {
                for (var inside = xml.Open(); xml.NextChild(inside);)
                {
                    _defaultSize = PropertyReader.Run(xml, new WordStyle()).Size;
                }
            }
            else
            {
                xml.Skip();
            }
        }
    }

    private void ReadStyle(XmlWalker xml)
    {
        xml.CountListEntry();
        var id = xml.Attribute("styleId") ?? "";
        if (xml.Attribute("type") is null or "paragraph" && xml.Attribute("default") is "1" or "true" or "on")
        {
            _defaultParagraph = id;
        }

        var style = new WordStyle();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "pPr":
                    style = PropertyReader.Paragraph(xml, style);
                    continue;
                case "rPr":
                    style = PropertyReader.Run(xml, style);
                    continue;
                case "name":
                    style = style with { Name = (xml.Attribute("val") ?? "").ToLowerInvariant() };
                    break;
                case "basedOn":
                    style = style with { BasedOn = xml.Attribute("val") };
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        _own[id] = style;
    }

    [GeneratedRegex("^heading ?([1-9])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HeadingName();
}
