using System.Text;
using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.Benchmarks;

/// <summary>Word files of about 5,000 characters as enterprises have them: headings, automatic clause numbers, tables with
/// merged cells; and PDF files that LibreOffice prints of them.</summary>
internal static class DocumentCorpus
{
    private const string Words = "车辆轮胎气压应当每月检查一次长途行驶之前必须再冷却液更换时先关闭发动机等待三十分钟然后打开水箱盖防止高温体喷出烫伤"
        + "蓄电池低于十二伏及时充停放十五天启动每运行不少本规定适用公司各部门负责人员按照合同约定支付价款违反造成损失赔偿责任";

    private const string Numbering = """
        <w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1章"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%2条"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
        """;

    /// <summary>Writes Word files, each another one.</summary>
    public static List<string> Word(string folder, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => new DocxFile { Body = Body(random) }.With("numbering", Numbering).Write(folder, $"{i:0000}.docx"))];
    }

    /// <summary>Prints Word files; empty where LibreOffice is not installed.</summary>
    public static List<string> Pdf(string folder, IReadOnlyList<string> files)
    {
        try
        {
            Calls.Time("soffice", [$"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder, .. files]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }

        return [.. Directory.GetFiles(folder, "*.pdf").Order(StringComparer.Ordinal)];
    }

    private static string Body(Random random)
    {
        var body = new StringBuilder(P("车辆管理规定", "<w:outlineLvl w:val=\"0\"/>"));
        for (var chapter = 0; chapter < 6; chapter++)
        {
            body.Append(P(Text(random, 8), "<w:outlineLvl w:val=\"1\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>"));
            for (var clause = 0; clause < 6; clause++)
            {
                body.Append(Numbered(Text(random, 60 + random.Next(60)) + "。", 1, 1)).Append(Numbered(Text(random, 20) + "；", 1, 2));
            }

            body.Append(Rows(random));
        }

        return body.ToString();
    }

    private static string Rows(Random random)
    {
        var rows = new StringBuilder(Row(Cell(P("部门")), Cell(P("项目")), Cell(P("金额"))));
        for (var i = 0; i < 7; i++)
        {
            var merge = i % 3 == 0 ? "<w:vMerge w:val=\"restart\"/>" : "<w:vMerge/>";
            rows.Append(Row(Cell(P(i % 3 == 0 ? Text(random, 4) : ""), merge), Cell(P(Text(random, 6))), Cell(P(random.Next(100_000).ToString(CultureInfo.InvariantCulture)))));
        }

        return $"<w:tbl>{rows}</w:tbl>";
    }

    private static string Text(Random random, int characters) => string.Concat(Enumerable.Range(0, characters).Select(_ => Words[random.Next(Words.Length)]));
}
