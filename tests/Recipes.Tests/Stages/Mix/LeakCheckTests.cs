using System.Text.Json;
using Recipes.Core;
using Recipes.Stages.Items;
using Recipes.Stages.Mix;
using Recipes.Stages.Phrase;

namespace Recipes.Tests.Stages.Mix;

public sealed class LeakCheckTests
{
    private const string Evidence = "家用充电桩的功率为七千瓦，电流不超过三十二安";

    [Fact]
    public void Without_a_leak_every_set_is_counted()
    {
        var counts = LeakCheck.Require(Input([Item("a", "胎压是多少？"), Item("b", "小米是公司吗？", fact: null, Subset.General)], General("今天天气很好")), Spec());

        Assert.Equal(
            [new LeakCount("general", 1, 2, 0), new LeakCount("rephrased", 1, 1, 0), new LeakCount("withheld evidence", 1, 2, 0)],
            counts);
    }

    [Theory]
    [InlineData("整车的保修期限一共是多少个年头呢？", "f9", "rephrased", "of another fact")]
    [InlineData("今天的天气真的很好啊我们去爬山吧", null, "general", "of a training row")]
    [InlineData("今天的天气真的很好啊我们去爬山吧", null, "customer", "of a training row")]
    public void A_question_of_the_score_in_the_training_data_ends_the_run(string text, string? fact, string set, string said)
    {
        var exception = Assert.Throws<RecipeException>(() => LeakCheck.Require(
            Input([Item("a", text, fact, set)], General("今天的天气真的很好啊，我们去爬山吧！")), Spec()));

        Assert.Equal(2, exception.ExitCode);
        var problem = Assert.Single(exception.Problems);
        Assert.Equal("RCP4010", problem.Code);
        Assert.Contains(said, problem.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_that_is_withheld_may_stand_in_no_row()
    {
        var exception = Assert.Throws<RecipeException>(() => LeakCheck.Require(Input([], General($"请复述：{Evidence}。")), Spec()));

        Assert.Contains("of fact w1, which is withheld", Assert.Single(exception.Problems).Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_of_several_turns_is_compared_by_its_last()
    {
        var item = Item("a", "", fact: null, Subset.Customer) with { Input = null, Prompt = null, Messages = [new("user", "好"), new("assistant", "好"), new("user", "今天的天气真的很好啊我们去爬山吧")] };

        Assert.Throws<RecipeException>(() => LeakCheck.Require(Input([item], General("今天的天气真的很好啊我们去爬山吧")), Spec()));
    }

    [Fact]
    public void Of_many_leaks_twenty_are_named_and_the_others_counted()
    {
        var texts = Enumerable.Range(0, 30).Select(i => new string((char)('一' + (i * 20)), 3) + new string((char)('丁' + (i * 30)), 9)).ToList();
        var items = texts.Select((t, i) => Item("i" + i, t, fact: null, Subset.General)).Append(Item("x", "没有人写过这样的一句话", fact: null, Subset.General));

        var exception = Assert.Throws<RecipeException>(() => LeakCheck.Require(Input([.. items], [.. texts.SelectMany(t => General(t))]), Spec()));

        Assert.Equal(21, exception.Problems.Count);
        Assert.Equal("10 more leak: 30 of 31 in general in all", exception.Problems[^1].Fact);
    }

    private static EvaluationItem Item(string id, string text, string? fact = "f9", string tag = Subset.Rephrased) => new()
    {
        Id = id,
        Dimension = "domain",
        Prompt = text,
        Input = text,
        Gold = JsonDocument.Parse("\"x\"").RootElement,
        Scorer = "contains",
        Fact = fact,
        Tags = [tag],
    };

    private static IReadOnlyList<QaPair> General(string input) =>
        [new QaPair { Id = ContentId.Of(input), Kind = PairKind.General, Input = input, Question = input, Answer = "好" }];

    private static MixtureInput Input(IReadOnlyList<EvaluationItem> items, IReadOnlyList<QaPair> general) => new()
    {
        Phrased = new Phrased
        {
            Pairs = [new QaPair { Id = "p1", Fact = "f1", Kind = PairKind.Knowledge, Question = "整车的保修期限一共是多少个年头？", Answer = "三年" }],
            Validation = [],
            Items = [],
            Drops = [],
            Withheld = [new WithheldEvidence("w1", Recipes.Text.Similarity.Folding.Fold(Evidence))],
        },
        General = general,
        Items = items,
        Chat = null,
    };

    private static MixtureSpec Spec() => new() { Domain = 0.3, Context = null, LostRows = 0.1, System = null, Dedupe = new DedupeSpec { Threshold = 0.7 }, Seed = 1 };
}
