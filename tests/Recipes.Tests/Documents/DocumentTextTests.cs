using System.Security.Cryptography;
using System.Text;
using Recipes.Core;
using Recipes.Documents;

namespace Recipes.Tests.Documents;

public sealed class DocumentTextTests
{
    private static readonly SourceDocument Law = new()
    {
        Path = "documents/law.docx",
        Kind = "law",
        Blocks =
        [
            new Block { Kind = BlockKind.Heading, Level = 2, Label = "第一章", Text = "总则" },
            new Block { Kind = BlockKind.Paragraph, Label = "第三条", Text = "本法自公布之日起施行。" },
            new Block { Kind = BlockKind.Paragraph, Label = "（一）", Text = "劳动者" },
            Row("项目", "胎压", "数值", "230 kPa"),
            Row("项目", "电压", "数值", "12 V"),
        ],
    };

    [Fact]
    public void Headings_clauses_and_rows_are_written_as_Markdown()
    {
        var rendered = DocumentText.Render(Law);

        Assert.Equal(
            "## 第一章 总则\n\n第三条 本法自公布之日起施行。\n\n（一）劳动者\n\n"
            + "| 项目 | 数值 |\n| --- | --- |\n| 胎压 | 230 kPa |\n| 电压 | 12 V |\n",
            rendered.Text);
    }

    [Fact]
    public void Ranges_cover_label_and_text_and_nothing_of_the_markup()
    {
        var rendered = DocumentText.Render(Law);

        Assert.Equal(
            ["第一章 总则", "第三条 本法自公布之日起施行。", "（一）劳动者", "胎压 | 230 kPa", "电压 | 12 V"],
            rendered.Ranges.Select(r => rendered.Text[r.Start..r.End]));
    }

    [Fact]
    public void The_digest_is_the_SHA_256_of_the_text()
    {
        var rendered = DocumentText.Render(Law);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rendered.Text))), rendered.Digest);
    }

    [Fact]
    public void A_table_that_a_remark_interrupts_is_not_headed_twice()
    {
        var document = Law with
        {
            Blocks = [Law.Blocks[3], new Block { Kind = BlockKind.Paragraph, Text = "注" }, Law.Blocks[4]],
        };

        var text = DocumentText.Render(document).Text;

        Assert.Equal("| 项目 | 数值 |\n| --- | --- |\n| 胎压 | 230 kPa |\n\n注\n\n| 电压 | 12 V |\n", text);
    }

    private static Block Row(string first, string name, string second, string value) => new()
    {
        Kind = BlockKind.TableRow,
        Text = $"{name} | {value}",
        Cells = [new(first, name), new(second, value)],
        Table = 1,
    };
}
