using Recipes.Core;

namespace Recipes.Yaml.Syntax;

/// <summary>A text that problems point into: the recipe file, or one <c>--set</c> of the command line.</summary>
internal sealed class SourceText
{
    private const int ExcerptCharacters = 160; // two terminal lines; chosen by hand
    private readonly int[] _lineStarts;

    /// <param name="text">Shown in excerpts.</param>
    /// <param name="file">As problems name it; null for the command line.</param>
    /// <param name="order">0 for the file, then 1, 2, … for each <c>--set</c>: the order of the problems.</param>
    public SourceText(string? file, int order, string text)
    {
        File = file;
        Order = order;
        Text = text;
        _lineStarts = [0, .. Enumerable.Range(0, text.Length).Where(i => text[i] == '\n').Select(i => i + 1)];
    }

    public string? File { get; }

    public int Order { get; }

    public string Text { get; }

    /// <summary>A problem at an offset, with line, column and the source line.</summary>
    public Problem Problem(int offset, string code, string fact, string? remedy)
    {
        var at = Math.Clamp(offset, 0, Text.Length);
        var (line, column) = Position(at);
        var (excerpt, shownColumn) = Excerpt(line, column);
        return new()
        {
            Code = code,
            Fact = fact,
            Remedy = remedy,
            File = File,
            Line = File is null ? 0 : line,
            Column = File is null || shownColumn != column ? shownColumn : column,
            Excerpt = excerpt,
        };
    }

    /// <summary>1-based line and column (UTF-16 units); lines end at <c>\n</c> only.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var found = Array.BinarySearch(_lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The text of a 1-based line without its line break.</summary>
    public string Line(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] - 1 : Text.Length;
        return Text[start..end].TrimEnd('\r');
    }

    // Only the beginning of a line is cut away, never silently: a column always counts in the line as it stands,
    // so a line too long to show up to the column is shown without its excerpt's caret in the wrong place.
    private (string? Excerpt, int Column) Excerpt(int line, int column)
    {
        var text = Visible.Of(Line(line));
        if (text.Length <= ExcerptCharacters)
        {
            return (text.TrimEnd(), column);
        }

        return column <= ExcerptCharacters - 20 ? (text[..ExcerptCharacters] + "…", column) : (null, column);
    }
}

/// <summary>A place in a source.</summary>
internal readonly record struct Place(SourceText Source, int Offset);

/// <summary>Text from a recipe, made safe to print: one line, no control characters.</summary>
internal static class Visible
{
    private const int QuotedCharacters = 80; // chosen by hand

    /// <summary>Each character that would steer a terminal becomes U+FFFD (a tab a space), so columns stay.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] == '\t' ? ' ' : Steers(source[i]) ? '\uFFFD' : source[i];
        }
    });

    /// <summary>The same, cut to 80 characters.</summary>
    public static string Short(string text)
    {
        var visible = Of(text);
        return visible.Length <= QuotedCharacters ? visible : visible[..QuotedCharacters] + "…";
    }

    /// <summary>True where the text holds a character that steers a terminal or turns the reading direction.</summary>
    public static bool HasHidden(string text) => text.Any(c => c is not ('\n' or '\t') && Steers(c));

    // Bidirectional overrides (U+202A–E, U+2066–9) can make a shown line read differently from what it holds.
    private static bool Steers(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
