using Recipes.Core;
using Recipes.Stages.Split;

namespace Recipes.Tests.Stages.Split;

public sealed class SplitStageTests
{
    private static readonly SplitSpec _spec = new()
    {
        Pairs = 1000, AnswerTokens = null, Withhold = 0.1, Heldout = 0, Generalizes = false,
        Contrast = [], Threshold = 0.8, Shingle = 5, Seed = 42,
    };

    private static FactSplit Run(SplitSpec spec, IReadOnlyList<Fact> facts) =>
        new SplitStage().Run(spec, (facts, new CharacterLength()), TestContexts.Stage());

    private static List<Fact> Many(int count) =>
        Enumerable.Range(0, count).Select(i => FactBuilder.Fact($"部件{i}号", $"第{i % 7}属性", $"数值{i * 37}", heading: $"章{i % 10}")).ToList();

    [Fact]
    public void Every_fact_is_dealt_or_dropped()
    {
        var facts = Many(400);

        var split = Run(_spec with { Pairs = 100 }, facts);

        Assert.Equal(
            facts.Select(f => f.Id).Order(StringComparer.Ordinal),
            split.Facts.Select(f => f.Fact.Id).Concat(split.Drops.Select(d => d.Id)).Order(StringComparer.Ordinal));
        Assert.Equal(100, split.Facts.Count(f => f.Role == FactRole.Taught));
    }

    [Fact]
    public void The_withheld_share_is_about_what_the_recipe_asks()
    {
        var split = Run(_spec, Many(2000));

        Assert.InRange(split.Facts.Count(f => f.Role == FactRole.Withheld), 150, 250); // 200 ± 3.7 standard deviations
    }

    [Fact]
    public void Adding_a_document_moves_no_other_fact()
    {
        var before = Run(_spec, Many(300)).Facts.ToDictionary(f => f.Fact.Id, f => f.Role);
        var after = Run(_spec, [.. Many(300), FactBuilder.Fact("新部件", "新属性", "新值", document: "b.docx")]).Facts;

        Assert.All(after.Where(f => before.ContainsKey(f.Fact.Id)), f => Assert.Equal(before[f.Fact.Id], f.Role));
    }

    [Fact]
    public void Facts_whose_ranges_overlap_share_a_group()
    {
        var split = Run(_spec with { Withhold = 0 }, [FactBuilder.Fact("甲", "乙", "丙", start: 0), FactBuilder.Fact("丁", "戊", "己", start: 40), FactBuilder.Fact("庚", "辛", "壬", start: 500)]);

        Assert.Equal(2, split.Facts.Select(f => f.Group).Distinct().Count());
    }

    [Fact]
    public void Confusable_facts_share_a_group()
    {
        var facts = new[] { FactBuilder.Fact("用户的权利", "范围", "查阅"), FactBuilder.Fact("用户的权力", "范围", "决定") };

        var split = Run(_spec with { Withhold = 0, Contrast = [["权利", "权力"]] }, facts);

        Assert.Single(split.Facts.Select(f => f.Group).Distinct());
    }

    [Fact]
    public void Long_answers_are_dropped_with_their_length()
    {
        var split = Run(_spec with { AnswerTokens = 3, Withhold = 0 }, [FactBuilder.Fact("甲", "乙", "一二三四"), FactBuilder.Fact("丙", "丁", "一二三")]);

        var drop = Assert.Single(split.Drops);
        Assert.Equal((DropReason.AnswerTooLong, "4 characters, extract.answer-tokens is 3"), (drop.Reason, drop.Detail));
    }

    [Fact]
    public void Every_heading_gets_its_first_before_any_gets_its_second()
    {
        var split = Run(_spec with { Pairs = 10, Withhold = 0 }, Many(100));

        Assert.Equal(10, split.Facts.Select(f => f.Fact.Source.Heading[0]).Distinct().Count());
    }

    [Fact]
    public void Nothing_comes_of_nothing() => Assert.Empty(Run(_spec, []).Facts);
}
