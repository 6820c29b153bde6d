using System.Text;
using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>Writes an equation on one line: a/b, x^2, a_i, √x.</summary>
internal static class WordMath
{
    /// <summary>Consumes the element.</summary>
    public static void Append(XmlWalker xml, StringBuilder text)
    {
        var sign = xml.Name switch
        {
            "f" => "/",
            "sSup" => "^",
            "sSub" => "_",
            _ => "",
        };
        if (xml.Name == "rad")
        {
            text.Append('√');
        }

        var parts = 0;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "t")
            {
                xml.AppendText(text);
            }
            else if (xml.Name.EndsWith("Pr", StringComparison.Ordinal))
            {
                xml.Skip();
            }
            else
            {
                text.Append(parts++ == 1 ? sign : "");
                Append(xml, text);
            }
        }
    }
}
