using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Recipes.Stages.Report;

/// <summary>Markup that may stand in a page as it is. Everything else is encoded when it is written.</summary>
/// <param name="Markup">Made by our own code from encoded values.</param>
internal sealed record Html(string Markup)
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Text made safe for element content and quoted attributes; control characters other than line breaks go.</summary>
    public static string Encode(string text) =>
        _encoder.Encode(new string(text.Where(c => !char.IsControl(c) || c is '\n' or '\t').ToArray()));

    public override string ToString() => Markup;
}
