using static Recipes.Testing.DocxFile;

namespace Recipes.Testing;

/// <summary>Word files made from a known structure: headings marked in four ways, five ways of numbering, merged cells.</summary>
public static class StructureCorpus
{
    /// <summary>How many files there are: each way of marking headings meets each way of numbering.</summary>
    public const int Count = 20;

    private const int Ways = 4;
    private const int Chapters = 3;
    private const int ItemLists = 30;

    /// <summary>Numbers of Word's list definitions; a file uses one chapter list, one clause list and one item list.</summary>
    private const int ChapterList = 1;
    private const int ClauseList = 2;
    private const int FirstItemList = 10;

    private static readonly Scheme[] _schemes =
    [
        new(Lvl("chineseCountingThousand", "第%1章"), n => $"第{Chinese(n)}章", Lvl("chineseCountingThousand", "第%1条"), n => $"第{Chinese(n)}条", Lvl("chineseCounting", "（%1）"), n => $"（{Chinese(n)}）"),
        new(Lvl("upperRoman", "%1."), n => Roman(n) + ".", Lvl("chineseCountingThousand", "第%1条"), n => $"第{Chinese(n)}条", Lvl("decimalEnclosedCircle", "%1"), n => ((char)('①' + n - 1)).ToString()),
        new(Lvl("chineseCounting", "%1、"), n => Chinese(n) + "、", Lvl("decimal", "%1."), n => Decimal(n) + ".", Lvl("ideographTraditional", "%1、"), n => "甲乙丙丁戊"[n - 1] + "、"),
        new(Lvl("chineseLegalSimplified", "%1、"), n => "壹贰叁"[n - 1] + "、", Lvl("decimal", "第%1条"), n => $"第{Decimal(n)}条", Lvl("lowerRoman", "(%1)"), n => $"({Roman(n).ToLowerInvariant()})"),
        new(Lvl("upperRoman", "%1."), n => Roman(n) + ".", "", n => "", Lvl("lowerLetter", "%1)"), n => (char)('a' + n - 1) + ")"),
    ];

    /// <summary>Writes a file.</summary>
    /// <param name="number">0 to <see cref="Count"/>, not included.</param>
    /// <param name="folder">Where.</param>
    /// <param name="hasLegal">Whether what it is compared with knows levels that write the numbers above them in decimal.</param>
    /// <returns>Its path and what a reader must find: a line per block, <c>level[label]text</c>, or <c>column=value; …</c>.</returns>
    public static (string File, IReadOnlyList<string> Lines) Write(int number, string folder, bool hasLegal = true)
    {
        var lines = new List<string>();
        var (way, scheme) = (number % Ways, _schemes[number / Ways]);
        var document = new DocxFile { Body = Body(lines, number, way, scheme, hasLegal) }.With("styles", Styles(way)).With("numbering", Numbering(scheme));
        return (document.Write(folder, $"{number:00}.docx"), lines);
    }

    private static string Body(List<string> lines, int number, int way, Scheme scheme, bool hasLegal)
    {
        var body = P($"管理规定之{number}", Heading(way, 1));
        lines.Add($"1[]管理规定之{number}");
        var clause = 0;
        for (var chapter = 1; chapter <= Chapters; chapter++)
        {
            body += P($"总体要求{chapter}", Heading(way, 2) + List(ChapterList, 0));
            lines.Add($"2[{scheme.ChapterLabel(chapter)}]总体要求{chapter}");
            for (var i = 1; i <= 4; i++)
            {
                clause++;
                var label = scheme.Clause.Length > 0 ? scheme.ClauseLabel(clause) : $"{(hasLegal ? Decimal(chapter) : Roman(chapter))}.{i}";
                body += P($"各部门应当在{clause}个工作日内报送材料；", scheme.Clause.Length > 0 ? List(ClauseList, 0) : List(ChapterList, 1));
                lines.Add($"0[{label}]各部门应当在{clause}个工作日内报送材料；");
                body += P($"申请书{clause}；", List(FirstItemList + clause, 0)) + P($"证明{clause}。", List(FirstItemList + clause, 0));
                lines.AddRange([$"0[{scheme.ItemLabel(1)}]申请书{clause}；", $"0[{scheme.ItemLabel(2)}]证明{clause}。"]);
            }

            body += Table(lines, chapter) + P($"表后说明{chapter}。");
            lines.Add($"0[]表后说明{chapter}。");
        }

        return body;
    }

    private static string Table(List<string> lines, int chapter)
    {
        var (head, rows) = chapter switch
        {
            1 => (Row(Cell(P("部门")), Cell(P("项目")), Cell(P("金额"))), new[] { "部门=财务; 项目=差旅; 金额=100", "部门=财务; 项目=培训; 金额=200", "部门=人事; 项目=招聘; 金额=300" }),
            2 => (Row(Cell(P("地区"), Merge("restart")), Cell(P("收入"), Span(2))) + Row(Cell(P(""), Merge("continue")), Cell(P("上年")), Cell(P("本年"))),
                ["地区=华东; 收入 / 上年=1; 收入 / 本年=2", "地区=华东; 收入 / 上年=3; 收入 / 本年=4", "地区=华南; 收入 / 上年=5; 收入 / 本年=6"]),
            _ => (Row(Cell(P("类别")), Cell(P("标准")), Cell(P("备注"))), ["类别=一类; 标准 / 备注=不适用", "类别=一类; 标准=甲; 备注=乙", "类别=二类; 标准=丙; 备注=丁"]),
        };
        lines.AddRange(rows);
        var values = rows.Select(r => r.Split("; ").Select(c => c.Split('=')[1]).ToArray()).ToList();
        var first = chapter == 3
            ? Row(Cell(P("一类"), Merge("restart")), Cell(P("不适用"), Span(2)))
            : Row(Cell(P(values[0][0]), Merge("restart")), Cell(P(values[0][1])), Cell(P(values[0][2])));
        return "<w:tbl><w:tblPr><w:tblW w:w=\"6000\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>"
            + head + first
            + Row(Cell(P(""), Merge("continue")), Cell(P(values[1][1])), Cell(P(values[1][2])))
            + Row([.. values[2].Select(v => Cell(P(v)))]) + "</w:tbl>";
    }

    private static string Merge(string kind) => $"<w:vMerge w:val=\"{kind}\"/>";

    private static string Span(int columns) => $"<w:gridSpan w:val=\"{columns}\"/>";

    private static string List(int list, int level) => $"<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>";

    /// <summary>A style by Word's own name, by a number, one that is based on a heading, or the paragraph's own outline level.</summary>
    private static string Heading(int way, int level) => way switch
    {
        0 => $"<w:pStyle w:val=\"Heading{level}\"/>",
        1 => $"<w:pStyle w:val=\"{level}\"/>",
        2 => $"<w:pStyle w:val=\"Own{level}\"/>",
        _ => $"<w:outlineLvl w:val=\"{level - 1}\"/>",
    };

    private static string Styles(int way)
    {
        var id = way == 1 ? "" : "Heading";
        var styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>";
        for (var level = 1; level <= 2; level++)
        {
            styles += Style($"{id}{level}", $"heading {level}", "a", $"<w:outlineLvl w:val=\"{level - 1}\"/>") + Style($"Own{level}", $"公司标题{level}", $"{id}{level}", "");
        }

        return styles;
    }

    private static string Style(string id, string name, string basedOn, string properties) =>
        $"<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{basedOn}\"/><w:pPr>{properties}</w:pPr></w:style>";

    /// <summary>One list per clause for its items: all of one definition, each begins anew.</summary>
    private static string Numbering(Scheme scheme)
    {
        var chapters = Level(0, scheme.Chapter) + (scheme.Clause.Length > 0 ? "" : Level(1, Lvl("decimal", "%1.%2").Replace("<w:lvlText", "<w:isLgl/><w:lvlText", StringComparison.Ordinal)));
        var definitions = Definition(1, chapters) + (scheme.Clause.Length > 0 ? Definition(2, Level(0, scheme.Clause)) : "") + Definition(3, Level(0, scheme.Item));
        var lists = Num(ChapterList, 1) + (scheme.Clause.Length > 0 ? Num(ClauseList, 2) : "");
        for (var i = 0; i < ItemLists; i++)
        {
            lists += Num(FirstItemList + i, 3, "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride>");
        }

        return definitions + lists;
    }

    private static string Definition(int id, string levels) => $"<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"multilevel\"/>{levels}</w:abstractNum>";

    private static string Num(int id, int definition, string more = "") => $"<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{definition}\"/>{more}</w:num>";

    private static string Level(int level, string inner) => $"<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/>{inner}</w:lvl>";

    private static string Lvl(string format, string text) => $"<w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/>";

    /// <summary>1 to 19.</summary>
    private static string Chinese(int number) => (number >= 10 ? "十" : "") + (number % 10 == 0 ? "" : "一二三四五六七八九"[(number % 10) - 1]);

    private static string Decimal(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>1 to 3.</summary>
    private static string Roman(int number) => new('I', number);

    /// <summary>Chapters, clauses and items: each its level's XML and its n-th label. Without clauses they are 1.1, 1.2 of the chapter.</summary>
    private sealed record Scheme(
        string Chapter, Func<int, string> ChapterLabel, string Clause, Func<int, string> ClauseLabel, string Item, Func<int, string> ItemLabel);
}
