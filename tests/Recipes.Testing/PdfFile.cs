using System.IO.Compression;
using System.Text;

namespace Recipes.Testing;

/// <summary>Writes PDFs of Helvetica text at given places, as small as a test wants them.</summary>
public sealed class PdfFile
{
    private readonly List<StringBuilder> _pages = [];
    private bool _isPacked;

    /// <summary>Begins a page of 600 by 800 points.</summary>
    public PdfFile Page()
    {
        _pages.Add(new StringBuilder());
        return this;
    }

    /// <summary>Writes a line; the base line stands at <paramref name="y"/> above the page's foot.</summary>
    public PdfFile Text(double x, double y, string text, double size = 10)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
        _pages[^1].Append(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n");
        return this;
    }

    /// <summary>Writes Shift-JIS codes in a Japanese font that, against the standard, has no descriptor.</summary>
    public PdfFile Codes(double x, double y, string hexadecimal)
    {
        _pages[^1].Append(CultureInfo.InvariantCulture, $"BT /F2 10 Tf 1 0 0 1 {x} {y} Tm <{hexadecimal}> Tj ET\n");
        return this;
    }

    /// <summary>Draws a straight line.</summary>
    public PdfFile Line(double x1, double y1, double x2, double y2)
    {
        _pages[^1].Append(CultureInfo.InvariantCulture, $"{x1} {y1} m {x2} {y2} l S\n");
        return this;
    }

    /// <summary>Draws the lines of a table.</summary>
    public PdfFile Grid(double[] xs, double[] ys)
    {
        foreach (var x in xs)
        {
            Line(x, ys.Min(), x, ys.Max());
        }

        foreach (var y in ys)
        {
            Line(xs.Min(), y, xs.Max(), y);
        }

        return this;
    }

    /// <summary>Replaces the text of the last page by a packed stream of that many million blanks.</summary>
    public PdfFile Bomb(int megabytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 1_000_000));
            for (var i = 0; i < megabytes; i++)
            {
                zlib.Write(blanks);
            }
        }

        _pages[^1].Clear().Append(Encoding.Latin1.GetString(packed.ToArray()));
        _isPacked = true;
        return this;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string folder, string name = "test.pdf")
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, i) => $"{6 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /DW 1000 >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /90ms-RKSJ-H /DescendantFonts [4 0 R] >>",
        };
        foreach (var page in _pages)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R /F2 5 0 R >> >> /Contents {objects.Count + 2} 0 R >>");
            objects.Add($"<< /Length {page.Length} {(_isPacked ? "/Filter /FlateDecode" : "")} >>\nstream\n{page}\nendstream");
        }

        var path = Path.Combine(folder, name);
        File.WriteAllText(path, Assembled(objects), Encoding.Latin1);
        return path;
    }

    private static string Assembled(List<string> objects)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(o => text.Append(CultureInfo.InvariantCulture, $"{o:0000000000} 00000 n \n"));
        return text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").ToString();
    }
}
