using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Recipes.Documents.Pdf;

/// <summary>Gives Chinese and Japanese fonts the descriptor that the standard asks for and some writers leave out: without
/// one the parser skips the font and all its text.</summary>
internal static class FontDescriptors
{
    /// <returns>Whether a font was without one.</returns>
    public static bool Complete(PdfDocument pdf, ReadBudget budget)
    {
        var isChanged = false;
        foreach (var reference in pdf.Structure.CrossReferenceTable.ObjectOffsets.Keys.ToList())
        {
            budget.Tick();
            if (Object(pdf, reference) is DictionaryToken font && LacksDescriptor(font))
            {
                pdf.Advanced.ReplaceIndirectObject(reference, font.With(NameToken.FontDescriptor, Descriptor(font)));
                isChanged = true;
            }
        }

        return isChanged;
    }

    private static IToken? Object(PdfDocument pdf, IndirectReference reference)
    {
        IToken? token = null;
        return ReadingThread.Attempt(() => token = pdf.Structure.GetObject(reference).Data) is null ? token : null;
    }

    private static bool LacksDescriptor(DictionaryToken font) =>
        font.TryGet(NameToken.Subtype, out var kind) && kind is NameToken { Data: "CIDFontType0" or "CIDFontType2" }
        && !font.ContainsKey(NameToken.FontDescriptor);

    /// <summary>Heights and angle of upright letters, which only a drawing of the page would use.</summary>
    private static DictionaryToken Descriptor(DictionaryToken font) => new(new Dictionary<NameToken, IToken>
    {
        [NameToken.Type] = NameToken.FontDescriptor,
        [NameToken.FontName] = font.TryGet(NameToken.BaseFont, out var name) ? name : NameToken.Create("Unnamed"),
        [NameToken.Flags] = new NumericToken(4),
        [NameToken.FontBbox] = new ArrayToken([new NumericToken(0), new NumericToken(-200), new NumericToken(1000), new NumericToken(900)]),
        [NameToken.ItalicAngle] = new NumericToken(0),
        [NameToken.Ascent] = new NumericToken(880),
        [NameToken.Descent] = new NumericToken(-120),
        [NameToken.CapHeight] = new NumericToken(880),
        [NameToken.StemV] = new NumericToken(80),
    });
}
