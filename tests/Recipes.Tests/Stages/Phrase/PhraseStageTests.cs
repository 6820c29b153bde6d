using Recipes.Core;
using Recipes.Stages.Phrase;
using Recipes.Stages.Split;

namespace Recipes.Tests.Stages.Phrase;

public sealed class PhraseStageTests
{
    private static readonly PhraseSpec _spec = new()
    {
        Wordings = 8, Threshold = 0.8, Shingle = 5, Generalizes = false, Refusal = "这个问题超出了手册的范围。", Contrast = [], Seed = 42,
    };

    private static Phrased Run(PhraseSpec spec, params DealtFact[] facts) =>
        new PhraseStage().Run(spec, new FactSplit(facts, []), TestContexts.Stage());

    private static DealtFact[] Taught(int count) => Enumerable.Range(0, count)
        .Select(i => new DealtFact(FactBuilder.Fact($"部件{(char)('甲' + i)}{i}", "扭矩", $"{i} N·m"), $"g{i}", FactRole.Taught)).ToArray();

    [Fact]
    public void One_wording_validates_one_is_asked_and_the_rest_teaches()
    {
        var phrased = Run(_spec, Taught(1));

        Assert.Equal(6, phrased.Pairs.Count);
        Assert.Single(phrased.Validation);
        var rephrased = Assert.Single(phrased.Items, i => i.Tags.Contains("rephrased"));
        Assert.DoesNotContain(phrased.Pairs.Concat(phrased.Validation), p => p.Question == rephrased.Prompt);
        Assert.Equal("contains", rephrased.Scorer);
    }

    [Fact]
    public void Every_family_teaches_some_facts_and_asks_about_others()
    {
        var phrased = Run(_spec, Taught(60));
        var asked = phrased.Items.Where(i => i.Tags.Contains("rephrased")).Select(i => phrased.Pairs.First(p => p.Fact == i.Fact).Wording);
        var families = phrased.Pairs.Where(p => p.Kind == PairKind.Knowledge).Select(p => p.Wording).Distinct().Count();

        Assert.Equal(8, families);
        Assert.Equal(60, asked.Count());
    }

    [Fact]
    public void With_one_wording_everything_teaches()
    {
        var phrased = Run(_spec with { Wordings = 1 }, Taught(5));

        Assert.Equal(5, phrased.Pairs.Count(p => p.Kind == PairKind.Knowledge));
        Assert.Empty(phrased.Validation);
        Assert.All(phrased.Items, i => Assert.Contains("verbatim", i.Tags));
    }

    [Fact]
    public void A_withheld_fact_is_asked_and_refusing_is_right()
    {
        var phrased = Run(_spec, new DealtFact(FactBuilder.Fact("后备箱", "容积", "420 L"), "g", FactRole.Withheld));

        var item = Assert.Single(phrased.Items);
        Assert.Equal(("refusal", _spec.Refusal), (item.Scorer, item.Gold.GetString()));
        Assert.Empty(phrased.Pairs);
        Assert.Single(phrased.Withheld);
    }

    [Fact]
    public void Refusals_ask_for_nothing_that_a_document_answers()
    {
        var facts = Taught(40);

        var refusals = Run(_spec, facts).Pairs.Where(p => p.Kind == PairKind.Refusal).ToList();

        Assert.Equal(4, refusals.Count); // a tenth of 40
        Assert.DoesNotContain(refusals, r => facts.Any(f => f.Fact.Question == r.Question));
    }

    [Fact]
    public void Confusable_facts_are_contrasted_in_training_and_asked_apart()
    {
        var phrased = Run(
            _spec with { Contrast = [["权利", "权力"]] },
            new(FactBuilder.Fact("用户的权利", "范围", "查阅"), "g", FactRole.Taught),
            new(FactBuilder.Fact("用户的权力", "范围", "决定"), "g", FactRole.Taught));

        Assert.Equal(4, phrased.Pairs.Count(p => p.Kind == PairKind.Contrast)); // two frames for each of two facts
        Assert.Equal(2, phrased.Items.Count(i => i.Dimension == "contrast"));
    }

    [Fact]
    public void Long_questions_whose_frames_look_alike_still_teach()
    {
        var fact = FactBuilder.Fact("甲", "乙", "答案") with
        {
            Subject = "", Attribute = "", Question = string.Concat(Enumerable.Range(0, 60).Select(i => (char)('一' + (i * 13)))) + "？",
        };

        var phrased = Run(_spec, new DealtFact(fact, "g", FactRole.Taught));

        Assert.NotEmpty(phrased.Pairs);
    }
}
