namespace Recipes.Documents.Pdf;

/// <summary>Letters that follow each other in the file and on the page.</summary>
internal sealed class PageFragment
{
    /// <summary>Part of the font's size that a gap inside a fragment may have; chosen by hand.</summary>
    private const double LargestGap = 1.2;

    private const double SameLine = 0.4;

    public List<Glyph> Glyphs { get; } = [];

    public double Left { get; private set; } = double.MaxValue;

    public double Right { get; private set; } = double.MinValue;

    public double Base => Glyphs[0].Base;

    public double Size { get; private set; }

    public void Add(Glyph glyph)
    {
        Glyphs.Add(glyph);
        Size = Math.Max(Size, glyph.Size);
        if (!string.IsNullOrWhiteSpace(glyph.Text) || Left == double.MaxValue)
        {
            (Left, Right) = (Math.Min(Left, glyph.Left), Math.Max(Right, glyph.Right));
        }
    }

    public bool Continues(Glyph glyph)
    {
        var size = Math.Min(Size, glyph.Size);
        var gap = glyph.Left - Glyphs[^1].Right;
        var isRaised = glyph.Size < 0.8 * Size || Size < 0.8 * glyph.Size; // a note mark beside its word, or the reverse
        var rise = isRaised && gap < SameLine * Size ? 0.5 * Math.Max(Size, glyph.Size) : SameLine * size;
        return Math.Abs(glyph.Base - Base) <= rise && gap <= LargestGap * size && gap >= -size
            && glyph.Size <= 2.5 * Size && Size <= 2.5 * glyph.Size;
    }
}

/// <summary>Fragments on one base line, from left to right.</summary>
/// <param name="Base">Height of the first.</param>
/// <param name="Size">Its font's size.</param>
internal sealed record PageRow(double Base, double Size)
{
    public List<PageFragment> Fragments { get; } = [];
}
