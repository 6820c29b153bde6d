using System.Text;

namespace Recipes.Corpus.Quickstart;

/// <summary>The fault codes as a PDF file. The font is one of Adobe's Chinese standard fonts and is not embedded; a ToUnicode
/// map says what each code means, so that any reader finds the text.</summary>
internal static class FaultCodes
{
    private const int LinesPerPage = 30;

    public static void Write(string path)
    {
        var lines = new List<(string Text, int Size)> { ("星野E5故障代码手册", 18) };
        lines.AddRange(Content.Faults.SelectMany(f => new[] { ($"故障码{f.Code}的含义是{f.Meaning}。", 11), ($"故障码{f.Code}的处理方法是{f.Action}。", 11) }));
        var pages = lines.Chunk(LinesPerPage).ToList();
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{6 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> /DW 1000 /W [1 95 500] >>",
            Stream(ToUnicode(lines.SelectMany(l => l.Text).Distinct().Order().ToList())),
        };
        for (var i = 0; i < pages.Count; i++)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {7 + (2 * i)} 0 R >>");
            objects.Add(Stream(Page(pages[i])));
        }

        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(Assemble(objects)));
    }

    /// <summary>Each code is the character's own number; a map lists at most 100 at once.</summary>
    private static string ToUnicode(List<char> characters)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Same def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var part in characters.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var c in part)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{(int)c:X4}> <{(int)c:X4}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nend\nend").ToString();
    }

    private static string Page((string Text, int Size)[] lines)
    {
        var content = new StringBuilder("BT\n");
        var y = 780;
        foreach (var (text, size) in lines)
        {
            content.Append(CultureInfo.InvariantCulture, $"/F1 {size} Tf 1 0 0 1 72 {y} Tm <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}> Tj\n");
            y -= size + 12;
        }

        return content.Append("ET").ToString();
    }

    private static string Stream(string content) => $"<< /Length {content.Length} >>\nstream\n{content}\nendstream";

    private static string Assemble(List<string> objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            file.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        }

        return file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").ToString();
    }
}
