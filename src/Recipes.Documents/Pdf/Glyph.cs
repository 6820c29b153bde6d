namespace Recipes.Documents.Pdf;

/// <summary>A letter with its place, turned so that its text runs to the right and lines go down.</summary>
/// <param name="Text">Its characters, at least one.</param>
/// <param name="Left">Start of its advance in points.</param>
/// <param name="Right">End of its advance.</param>
/// <param name="Base">Height of its base line; larger is higher.</param>
/// <param name="Size">Its font's size in points.</param>
/// <param name="IsBold">Whether the font says so by its name.</param>
/// <param name="Order">Its place in the page's content.</param>
internal readonly record struct Glyph(
    string Text, double Left, double Right, double Base, double Size, bool IsBold, int Order);

/// <summary>How the text of a page is turned: towards where it runs.</summary>
internal enum Direction
{
    /// <summary>To the right.</summary>
    Right,

    /// <summary>Down, also for upright Chinese and Japanese in columns.</summary>
    Down,

    /// <summary>To the left: upside down.</summary>
    Left,

    /// <summary>Up.</summary>
    Up,
}

/// <summary>One line of text.</summary>
internal sealed class PdfLine
{
    public required string Text { get; init; }

    public required double Left { get; init; }

    public required double Right { get; init; }

    public required double Base { get; init; }

    /// <summary>Size of most of its letters in points.</summary>
    public required double Size { get; init; }

    public required bool IsBold { get; init; }

    /// <summary>Where the lines of its column begin.</summary>
    public double ColumnLeft { get; set; }

    /// <summary>Where the lines of its column end.</summary>
    public double ColumnRight { get; set; }
}
