using Recipes.Core;
using Recipes.Stages.Extract;

namespace Recipes.Tests.Stages.Extract;

public sealed class OutlineTests
{
    private static IReadOnlyList<Fact> FactsOf(params Block[] blocks)
    {
        var document = new SourceDocument { Path = "documents/a.docx", Kind = "manual", Blocks = blocks };
        var ranges = blocks.Select((_, i) => (Start: i * 100, End: (i * 100) + 50)).ToList();
        return Outline.FactsOf(document, ranges, "digest", "clause");
    }

    private static Block Heading(int level, string text) => new() { Kind = BlockKind.Heading, Level = level, Text = text };

    private static Block Clause(string? label, string text) => new() { Kind = BlockKind.Paragraph, Label = label, Text = text };

    private static Block Row(int table, params (string Column, string Value)[] cells) => new()
    {
        Kind = BlockKind.TableRow,
        Table = table,
        Text = string.Join(" | ", cells.Select(c => c.Value)),
        Cells = cells.Select(c => new Cell(c.Column, c.Value)).ToList(),
    };

    [Fact]
    public void A_row_says_one_thing_per_further_column()
    {
        var facts = FactsOf(
            Row(1, ("部件", "前轮"), ("胎压", "2.5 bar"), ("扭矩", "120 N·m")),
            Row(1, ("部件", "后轮"), ("胎压", "2.7 bar"), ("扭矩", "130 N·m")));

        Assert.Equal(
            ["前轮的胎压是什么？", "前轮的扭矩是什么？", "后轮的胎压是什么？", "后轮的扭矩是什么？"],
            facts.Select(f => f.Question));
        Assert.Equal(["2.5 bar", "120 N·m", "2.7 bar", "130 N·m"], facts.Select(f => f.Answer));
    }

    [Fact]
    public void A_merged_label_is_part_of_the_subject_only_where_the_next_column_repeats()
    {
        var facts = FactsOf(
            Row(1, ("系统", "制动"), ("部件", "前盘"), ("厚度", "28 mm")),
            Row(1, ("系统", "制动"), ("部件", "后盘"), ("厚度", "22 mm")));

        Assert.Equal(["制动的前盘的厚度是什么？", "制动的后盘的厚度是什么？"], facts.Select(f => f.Question));
    }

    [Fact]
    public void A_definition_is_asked_by_its_term_and_answered_by_the_documents_words()
    {
        var facts = FactsOf(Heading(1, "充电"), Clause("第三条", "慢充功率为7 kW。快充接口位于左后翼子板。"));

        var fact = Assert.Single(facts);
        Assert.Equal("慢充功率是什么？", fact.Question);
        Assert.Equal("7 kW", fact.Answer);
        Assert.Equal(["充电"], fact.Source.Heading);
        Assert.Equal("慢充功率为7 kW", fact.Evidence);
    }

    [Fact]
    public void A_numbered_clause_without_a_definition_is_asked_by_its_number()
    {
        var facts = FactsOf(Heading(1, "星野E5用户守则"), Clause("第五条", "驾驶前请系好安全带，并检查后视镜。"));

        Assert.Equal("星野E5用户守则第五条的内容是什么？", Assert.Single(facts).Question);
    }

    [Fact]
    public void A_heading_becomes_a_question_only_if_nothing_inside_it_did()
    {
        var facts = FactsOf(
            Heading(1, "手册"),
            Heading(2, "清洁"),
            Clause(null, "请用软布擦拭中控屏，避免使用酒精。"),
            Heading(2, "胎压"),
            Clause(null, "标准胎压为2.5 bar。"));

        Assert.Equal(["清洁的内容是什么？", "标准胎压是什么？"], facts.Select(f => f.Question));
    }

    [Fact]
    public void Equal_questions_with_different_answers_get_their_heading_in_front()
    {
        var facts = FactsOf(
            Heading(1, "标准版"), Clause(null, "电池容量为60 kWh。"),
            Heading(1, "长续航版"), Clause(null, "电池容量为82 kWh。"));

        Assert.Equal(["标准版中电池容量是什么？", "长续航版中电池容量是什么？"], facts.Select(f => f.Question));
    }

    [Fact]
    public void Ids_hold_no_offsets_and_tell_equal_facts_apart()
    {
        var once = FactsOf(Clause(null, "车重为1850 kg。"), Clause(null, "车重为1850 kg。"));
        var moved = FactsOf(Clause("1", "前言，不含事实，仅供阅读"), Clause(null, "车重为1850 kg。"));

        Assert.NotEqual(once[0].Id, once[1].Id);
        Assert.Contains(moved, f => f.Id == once[0].Id);
    }

    [Fact]
    public void A_sentence_that_points_elsewhere_is_no_definition() =>
        Assert.Empty(FactsOf(Clause(null, "这是为了安全。")));

    [Fact]
    public void An_answer_is_always_a_part_of_its_evidence()
    {
        var facts = FactsOf(
            Heading(1, "参数"), Clause("第一条", "轴距为2900 mm；车长是4750 mm。"), Row(1, ("项目", "轮距"), ("数值", "1600 mm")));

        Assert.All(facts, f => Assert.Contains(f.Answer, f.Evidence, StringComparison.Ordinal));
        Assert.Equal(3, facts.Count);
    }
}
