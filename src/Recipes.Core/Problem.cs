namespace Recipes.Core;

/// <summary>Something the user must change: what is wrong, where, and what to do instead.</summary>
/// <remarks>Codes never change meaning. RCP1nnn command line and environment · RCP2nnn recipe · RCP3nnn documents ·
/// RCP4nnn evaluation items and pairs · RCP5nnn model folders · RCP6nnn a stage.</remarks>
public sealed record Problem
{
    /// <summary><c>RCPnnnn</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The fact with the offending value, one sentence without a full stop.</summary>
    public required string Fact { get; init; }

    /// <summary>What to type instead; null where nothing but removing the cause helps.</summary>
    public string? Remedy { get; init; }

    /// <summary>File as the user wrote or would find it, relative to the working directory; null for the command
    /// line.</summary>
    public string? File { get; init; }

    /// <summary>1-based line; 0 where the whole file is meant.</summary>
    public int Line { get; init; }

    /// <summary>1-based column in UTF-16 units; 0 where the whole line is meant.</summary>
    public int Column { get; init; }

    /// <summary>The source line, shown with a caret under <see cref="Column"/>; null where there is none.</summary>
    public string? Excerpt { get; init; }

    /// <summary><c>file(line,column): error CODE: fact</c>, the source line with a caret, and the remedy.</summary>
    public override string ToString() => Describe("error");

    /// <summary>The same as <c>file: warning CODE: fact</c>: the rest goes on without it.</summary>
    public string ToWarning() => Describe("warning");

    private string Describe(string severity)
    {
        var place = File is null ? "" : Line == 0 ? File + ": " : $"{File}({Line},{Math.Max(1, Column)}): ";
        var excerpt = Excerpt is null ? "" : $"\n    {Excerpt}\n    {CaretIndent()}^";
        var remedy = Remedy is null ? "" : $"\n  remedy: {Remedy}";
        return $"{place}{severity} {Code}: {Fact}{excerpt}{remedy}";
    }

    /// <summary>White space as wide as the text before the column; wide characters count two.</summary>
    private string CaretIndent()
    {
        var text = Excerpt ?? "";
        var before = text.AsSpan(0, Math.Clamp(Column - 1, 0, text.Length));
        var width = 0;
        foreach (var rune in before.EnumerateRunes())
        {
            width += rune.Value is >= 0x1100 and <= 0xFFEF and not (>= 0x2000 and < 0x2E80) ? 2 : 1;
        }

        return new string(' ', width);
    }
}
