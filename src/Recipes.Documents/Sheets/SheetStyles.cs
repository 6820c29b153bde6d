using Recipes.Documents.Packaging;

namespace Recipes.Documents.Sheets;

/// <summary>The number formats of a workbook's cells.</summary>
internal sealed class SheetStyles
{
    private readonly Dictionary<int, string> _codes = [];
    private readonly List<int> _formatOfStyle = [];
    private readonly bool _is1904;

    private SheetStyles(bool is1904) => _is1904 = is1904;

    public static SheetStyles None { get; } = new(false);

    public static SheetStyles Read(XmlWalker? xml, bool is1904)
    {
        var styles = new SheetStyles(is1904);
        if (xml is null)
        {
            return styles;
        }

        using (xml)
        {
            for (var at = xml.OpenRoot(); xml.NextChild(at);)
            {
                switch (xml.Name)
                {
                    case "numFmts":
                        styles.ReadCodes(xml);
                        break;
                    case "cellXfs":
                        styles.ReadCellStyles(xml);
                        break;
                    default:
                        xml.Skip();
                        break;
                }
            }
        }

        return styles;
    }

    /// <summary>A number as its cell shows it; dates in ISO form whatever the format's order.</summary>
    public string Write(double value, int style)
    {
        var format = style >= 0 && style < _formatOfStyle.Count ? _formatOfStyle[style] : 0;
        var code = _codes.TryGetValue(format, out var own) ? own : BuiltIn(format);
        return CellNumber.Write(value, code, _is1904);
    }

    /// <summary>The formats that every workbook has without naming them (ECMA-376 part 1, 18.8.30).</summary>
    private static string BuiltIn(int format) => format switch
    {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => "yyyy-mm-dd",
        (>= 18 and <= 21) or (>= 32 and <= 35) or 45 or 47 or 55 or 56 => "hh:mm:ss",
        22 => "yyyy-mm-dd hh:mm",
        46 => "[h]:mm:ss",
        _ => OtherBuiltIn(format),
    };

    private static string OtherBuiltIn(int format) => format switch
    {
        37 or 38 => "#,##0;-#,##0",
        39 or 40 => "#,##0.00;-#,##0.00",
        _ => "General",
    };

    private void ReadCodes(XmlWalker xml)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            xml.CountListEntry();
            _codes[xml.Number("numFmtId") ?? -1] = xml.Attribute("formatCode") ?? "General";
            xml.Skip();
        }
    }

    private void ReadCellStyles(XmlWalker xml)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            xml.CountListEntry();
            _formatOfStyle.Add(xml.Number("numFmtId") ?? 0);
            xml.Skip();
        }
    }
}
