using System.Text;
using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>One level of a list definition.</summary>
internal sealed record NumberLevel
{
    public int Start { get; init; } = 1;

    /// <summary>Value of <c>w:numFmt</c>.</summary>
    public string Format { get; init; } = "decimal";

    /// <summary>The author's own pattern where the format is <c>custom</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Text with <c>%1</c> to <c>%9</c> for the counters.</summary>
    public string Text { get; init; } = "";

    /// <summary>Null: begins again below any higher level; 0: never; n: only below level n, counted from 1.</summary>
    public int? Restart { get; init; }

    /// <summary>Whether all counters in it are written in decimal.</summary>
    public bool IsLegal { get; init; }

    /// <summary>The paragraph style bound to it, or null.</summary>
    public string? Style { get; init; }
}

/// <summary>Counts the automatic numbers of a document in reading order.</summary>
internal sealed class WordNumbering
{
    private const int Levels = 9;

    private readonly Dictionary<int, AbstractList> _abstracts = [];
    private readonly Dictionary<int, NumberedList> _lists = [];

    /// <summary>Reads <c>numbering.xml</c>; null where the document has none.</summary>
    public static WordNumbering Read(XmlWalker? xml, WordStyles styles)
    {
        var numbering = new WordNumbering();
        if (xml is null)
        {
            return numbering;
        }

        using (xml)
        {
            for (var at = xml.OpenRoot(); xml.NextChild(at);)
            {
                numbering.ReadPart(xml);
            }
        }

        numbering.ResolveLinks(styles);
        return numbering;
    }

    /// <summary>Level of a list that a style is bound to, or null.</summary>
    public int? LevelOfStyle(int list, string style)
    {
        if (!_lists.TryGetValue(list, out var found))
        {
            return null;
        }

        for (var level = 0; level < Levels; level++)
        {
            if (found.LevelAt(level).Style == style)
            {
                return level;
            }
        }

        return null;
    }

    /// <summary>Counts one paragraph and gives its number; null for bullets, empty numbers and unknown lists.</summary>
    public string? Next(int list, int level)
    {
        if (!_lists.TryGetValue(list, out var found) || level is < 0 or >= Levels)
        {
            return null;
        }

        found.Count(level);
        var definition = found.LevelAt(level);
        if (definition.Format == "bullet")
        {
            return null;
        }

        var label = Expand(found, definition).Trim();
        return label.Length == 0 ? null : label;
    }

    private static string Expand(NumberedList list, NumberLevel definition)
    {
        var text = new StringBuilder();
        for (var i = 0; i < definition.Text.Length; i++)
        {
            var c = definition.Text[i];
            if (c == '%' && i + 1 < definition.Text.Length && definition.Text[i + 1] is >= '1' and <= '9')
            {
                var level = definition.Text[++i] - '1';
                text.Append(WriteCounter(list, level, definition.IsLegal));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static string WriteCounter(NumberedList list, int level, bool isLegal)
    {
        var definition = list.LevelAt(level);
        var value = list.Shared.Counters[level] ?? definition.Start; // a level that was skipped shows its start
        if (isLegal)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        return definition.Format == "custom"
            ? NumberFormat.WriteCustom(value, definition.Pattern)
            : NumberFormat.Write(value, definition.Format);
    }

    private void ReadPart(XmlWalker xml)
    {
        switch (xml.Name)
        {
            case "abstractNum":
                var id = xml.Number("abstractNumId") ?? -1;
                _abstracts[id] = ReadAbstract(xml);
                break;
            case "num":
                ReadList(xml);
                break;
            default:
                xml.Skip();
                break;
        }
    }

    private static AbstractList ReadAbstract(XmlWalker xml)
    {
        xml.CountListEntry();
        var list = new AbstractList();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "lvl":
                    var level = xml.Number("ilvl") ?? 0;
                    var read = NumberLevelReader.Read(xml);
                    list.Set(level, read);
                    continue;
                case "numStyleLink":
                    list.StyleLink = xml.Attribute("val");
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        return list;
    }

    private void ReadList(XmlWalker xml)
    {
        xml.CountListEntry();
        var list = new NumberedList { Shared = new AbstractList() };
        var id = xml.Number("numId") ?? -1;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "lvlOverride")
            {
                ReadOverride(xml, list);
                continue;
            }

            if (xml.Name == "abstractNumId" && _abstracts.TryGetValue(xml.Number("val") ?? -1, out var shared))
            {
                list.Shared = shared;
            }

            xml.Skip();
        }

        _lists[id] = list;
    }

    private static void ReadOverride(XmlWalker xml, NumberedList list)
    {
        var level = Math.Clamp(xml.Number("ilvl") ?? 0, 0, Levels - 1);
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "lvl")
            {
                list.Overrides[level] = NumberLevelReader.Read(xml);
                continue;
            }

            if (xml.Name == "startOverride")
            {
                list.Starts[level] = xml.Number("val");
            }

            xml.Skip();
        }
    }

    /// <summary>A list may say only "as the list style X": then the definition behind that style counts.</summary>
    private void ResolveLinks(WordStyles styles)
    {
        foreach (var list in _lists.Values)
        {
            if (list.Shared.StyleLink is { } style && styles.Find(style)?.NumberId is { } target
                && _lists.TryGetValue(target, out var linked))
            {
                list.Shared = linked.Shared;
            }
        }
    }

    /// <summary>A definition with its counters, which all lists made of it share.</summary>
    private sealed class AbstractList
    {
        private readonly NumberLevel?[] _levels = new NumberLevel?[Levels];

        public int?[] Counters { get; } = new int?[Levels];

        public string? StyleLink { get; set; }

        public NumberLevel? LevelAt(int level) => _levels[level];

        public void Set(int level, NumberLevel definition)
        {
            if (level is >= 0 and < Levels)
            {
                _levels[level] = definition;
            }
        }
    }

    private sealed class NumberedList
    {
        private static readonly NumberLevel _undefined = new() { Format = "bullet" };

        public required AbstractList Shared { get; set; }

        public NumberLevel?[] Overrides { get; } = new NumberLevel?[Levels];

        /// <summary>Where this list begins anew at its first paragraph of a level; null once done.</summary>
        public int?[] Starts { get; } = new int?[Levels];

        public NumberLevel LevelAt(int level) => Overrides[level] ?? Shared.LevelAt(level) ?? _undefined;

        public void Count(int level)
        {
            var counters = Shared.Counters;
            counters[level] = Starts[level] ?? (counters[level] is { } last ? last + 1 : LevelAt(level).Start);
            Starts[level] = null;
            for (var deeper = level + 1; deeper < Levels; deeper++)
            {
                var restart = LevelAt(deeper).Restart;
                if (restart is null || (restart > 0 && level < restart))
                {
                    counters[deeper] = null;
                }
            }
        }
    }
}
