using Recipes.Core;
using Recipes.Documents;
using Recipes.Stages.Privacy;

namespace Recipes.Tests.Stages.Privacy;

public sealed class DocumentPrivacyTests
{
    private static readonly PrivacySpec _privacy = new() { Email = PrivacyAction.Allow, Plate = PrivacyAction.Mask };

    [Fact]
    public void Text_headings_columns_and_cells_are_masked_and_ranges_point_at_the_masks()
    {
        var document = Document(
            Heading("张三 13812345678"),
            Paragraph("身份证11010519491231002X，邮箱a@b.com。"),
            Row(("联系人 13912345678", "李四"), ("车牌", "京A12345")),
            Row(("联系人 13912345678", "王五"), ("车牌", "沪B54321")));

        var guarded = DocumentPrivacy.Apply(document, _privacy);

        var rendered = DocumentText.Render(guarded.Document!);
        Assert.Equal(
            "# 张三 [手机号]\n\n身份证[身份证号]，邮箱a@b.com。\n\n| 联系人 [手机号] | 车牌 |\n| --- | --- |\n| 李四 | [车牌号] |\n| 王五 | [车牌号] |\n",
            rendered.Text);
        Assert.Equal(
            ["[手机号]", "[身份证号]", "a@b.com", "[手机号]", "[车牌号]", "[车牌号]"],
            guarded.Findings.Select(f => rendered.Text[f.Start!.Value..f.End!.Value]));
        Assert.Equal([1, 3, 3, 5, 7, 8], guarded.Findings.Select(f => f.Line));
        Assert.Equal("[车牌号]", guarded.Document!.Blocks[2].Cells[1].Value);
        Assert.Equal(PrivacyAction.Allow, guarded.Findings[2].Action);
    }

    [Fact]
    public void A_refused_kind_refuses_the_document_and_says_where()
    {
        var document = Document(Heading("付款"), Paragraph("卡号4111111111111111。"), Paragraph("卡号5555555555554444。"));

        var guarded = DocumentPrivacy.Apply(document, _privacy with { BankCard = PrivacyAction.Refuse });

        Assert.Null(guarded.Document);
        Assert.Equal(2, guarded.Findings.Count);
        var problem = Assert.Single(guarded.Problems);
        Assert.Equal(("RCP3020", "a.docx", 3), (problem.Code, problem.File, problem.Line));
        Assert.DoesNotContain("4111", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_begins_in_the_label_is_masked_with_it()
    {
        var document = Document(Paragraph("1234 5678") with { Label = "138" });

        var block = DocumentPrivacy.Apply(document, _privacy).Document!.Blocks[0];

        Assert.Null(block.Label);
        Assert.Equal("[手机号]", block.Text);
    }

    [Fact]
    public void A_digit_a_cell_is_one_number()
    {
        var boxes = "11010519491231002X".Select(c => ("", c.ToString())).ToArray();
        var document = Document(Row([("", "号码"), .. boxes]));

        var guarded = DocumentPrivacy.Apply(document, _privacy);

        Assert.DoesNotContain(guarded.Document!.Blocks[0].Text, char.IsAsciiDigit);
        Assert.Equal("[身份证号]", guarded.Document.Blocks[0].Cells[1].Value);
    }

    [Fact]
    public void A_document_without_personal_data_stays_as_it_is()
    {
        var document = Document(Heading("概述"), Paragraph("水温为13812345678元。"));

        var guarded = DocumentPrivacy.Apply(document, _privacy);

        Assert.Same(document, guarded.Document);
        Assert.Empty(guarded.Findings);
    }

    private static SourceDocument Document(params Block[] blocks) => new() { Path = "a.docx", Kind = "manual", Blocks = blocks };

    private static Block Heading(string text) => new() { Kind = BlockKind.Heading, Level = 1, Text = text };

    private static Block Paragraph(string text) => new() { Kind = BlockKind.Paragraph, Text = text };

    private static Block Row(params (string Column, string Value)[] cells) => new()
    {
        Kind = BlockKind.TableRow,
        Table = 1,
        Text = string.Join(" | ", cells.Select(c => c.Value)),
        Cells = cells.Select(c => new Cell(c.Column, c.Value)).ToList(),
    };
}
