using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Scoring;

namespace Recipes.Tests.Text.Scoring;

public sealed class ScorersTests
{
    private const string Refusal = "这个问题超出了手册的范围。";
    private const string Words = """["我","爱","北京"]""";
    private const string SlotGold = """{"主":"小明","谓":"吃","宾":"苹果"}""";

    [Theory]
    [InlineData("""["我","爱","北京"]""", 1.0, ParseTier.Strict)]
    [InlineData(" [\"我\", \"爱\", \"北京\"]\n", 1.0, ParseTier.Strict)]
    [InlineData("```json\n[\"我\",\"爱\",\"北京\"]\n```", 1.0, ParseTier.Fence)]
    [InlineData("````\n[\"我\",\"爱\",\"北京\"]\n````", 1.0, ParseTier.Fence)]
    [InlineData("~~~json\n[\"我\",\"爱\",\"北京\"]\n~~~", 1.0, ParseTier.Fence)]
    [InlineData("```json\n['我','爱','北京']\n```", 1.0, ParseTier.Repaired)]
    [InlineData("分词结果是[\"我\",\"爱\",\"北京\"]。希望有帮助！", 1.0, ParseTier.Embedded)]
    [InlineData("先试[\"我爱\",\"北京\"]，改为[\"我\",\"爱\",\"北京\"]，见[1]。", 1.0, ParseTier.Embedded)]
    [InlineData("""{"words":["我","爱","北京"]}""", 1.0, ParseTier.Embedded)]
    [InlineData("['我', '爱', '北京']", 1.0, ParseTier.Repaired)]
    [InlineData("[“我”，“爱”，“北京”]", 1.0, ParseTier.Repaired)]
    [InlineData("【「我」、「爱」、「北京」】", 1.0, ParseTier.Repaired)]
    [InlineData("""["我","爱","北京",]""", 1.0, ParseTier.Repaired)]
    [InlineData("""["我","爱","北京" """, 1.0, ParseTier.Repaired)]
    [InlineData("[\"我\",\"爱\",\"北\n京\"]", 1.0, ParseTier.Repaired)]
    [InlineData("[我, 爱, 北京]", 1.0, ParseTier.Repaired)]
    [InlineData("我/爱/北京", 1.0, ParseTier.Fallback)]
    [InlineData("我 | 爱 | 北京", 1.0, ParseTier.Fallback)]
    [InlineData("分词：我/爱/北京", 1.0, ParseTier.Fallback)]
    [InlineData("我\n爱\n北京", 1.0, ParseTier.Fallback)]
    [InlineData("1. 我\n2. 爱\n3. 北京", 1.0, ParseTier.Fallback)]
    [InlineData("我 爱 北京", 1.0, ParseTier.Fallback)]
    [InlineData("""["我爱","北京"]""", 0.4, ParseTier.Strict)] // right: 北京; 2·1/(3+2)
    [InlineData("""["我","爱","北","京"]""", 4.0 / 7, ParseTier.Strict)] // right: 我 爱; 2·2/(3+4)
    [InlineData("""["我","北京"]""", 0.8, ParseTier.Strict)] // 爱 dropped, the two others stand where they belong; 2·2/(3+2)
    [InlineData("""["我","很","爱","北京"]""", 6.0 / 7, ParseTier.Strict)] // 很 added; 2·3/(3+4)
    [InlineData("""["北京","爱","我"]""", 1.0 / 3, ParseTier.Strict)] // order counts: only one word aligns; 2·1/(3+3)
    public void Words_are_read_and_scored_as_character_ranges(string reply, double score, ParseTier tier)
    {
        var result = Score("spans", Words, reply);

        Assert.Equal(tier, result.Tier);
        Assert.Equal(score, result.Score, 1e-12);
        Assert.Equal(score >= 1 ? Outcome.Correct : Outcome.Partial, result.Outcome);
    }

    [Theory]
    [InlineData("我爱北京")]
    [InlineData("好的，请看 2024/05/01 的版本")]
    [InlineData("见[1]和[2]")]
    [InlineData("【注意】这是一句话")]
    [InlineData("```python\nprint([\"我\",\"爱\",\"北京\"])\n```")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    public void A_reply_without_words_is_unparseable_and_never_guessed(string reply)
    {
        var result = Score("spans", Words, reply);

        Assert.Equal((0.0, Outcome.Unparseable, ParseTier.None), (result.Score, result.Outcome, result.Tier));
        Assert.Null(result.Parsed);
        Assert.Equal(new SpanCounts(0, 3, 0), result.Counts);
    }

    [Theory]
    [InlineData("""<think>["错"]</think>["我","爱","北京"]""", Outcome.Correct)]
    [InlineData("""想一想</think>["我","爱","北京"]""", Outcome.Correct)]
    [InlineData("""<think>["我","爱","北京"]""", Outcome.Truncated)]
    [InlineData("<think>想好了</think>  ", Outcome.Empty)]
    [InlineData(" \n", Outcome.Empty)]
    [InlineData("抱歉，我无法回答这个问题。", Outcome.Refused)]
    [InlineData("这个问题超出了手册的范围！", Outcome.Refused)]
    public void Reasoning_is_cut_and_what_is_no_answer_has_its_own_outcome(string reply, Outcome outcome)
    {
        Assert.Equal(outcome, Score("spans", Words, reply).Outcome);
    }

    [Fact]
    public void A_reply_cut_by_the_token_limit_keeps_what_it_says_and_is_marked()
    {
        var cut = Score("spans", Words, """["我","爱","北""", truncated: true);
        var nothing = Score("spans", Words, "我们先来", truncated: true);

        Assert.Equal((true, ParseTier.Repaired, Outcome.Partial), (cut.IsTruncated, cut.Tier, cut.Outcome));
        Assert.Equal(2.0 * 2 / 6, cut.Score, 1e-12); // 我 and 爱 of three given and three wanted
        Assert.Equal((true, Outcome.Truncated), (nothing.IsTruncated, nothing.Outcome));
        Assert.Equal(Outcome.Truncated, Score("spans", Words, "", truncated: true).Outcome);
    }

    [Fact]
    public void Words_that_spell_another_text_are_marked_unfaithful()
    {
        Assert.True(Score("spans", Words, Words).IsFaithful);
        Assert.False(Score("spans", Words, """["我","北京"]""").IsFaithful);
    }

    [Fact]
    public void Characters_are_runes()
    {
        var result = Score("spans", """["𠮷野家","👍🏽","好"]""", """["𠮷野家","👍🏽好"]""");

        Assert.Equal(2.0 * 1 / 5, result.Score, 1e-12);
    }

    [Theory]
    [InlineData("""{"主":"小明","谓":"吃","宾":"苹果"}""", 1.0, ParseTier.Strict)]
    [InlineData("""{"主语":"小明","谓语":"吃","宾语":"苹果"}""", 1.0, ParseTier.Strict)]
    [InlineData("""{"subject":"小明","verb":"吃","object":"苹果"}""", 1.0, ParseTier.Strict)]
    [InlineData("结果：{\"主\":\"小明\",\"谓\":\"吃\",\"宾\":\"梨\"}", 2.0 / 3, ParseTier.Embedded)]
    [InlineData("""{"主":"小明","谓":"吃","宾":null}""", 0.8, ParseTier.Strict)] // two right of two given and three wanted
    [InlineData("""{"主":"小明","谓":"吃","宾":"无"}""", 0.8, ParseTier.Strict)]
    [InlineData("""{"主":"小明","谓":"吃","宾":"苹果","状":"昨天"}""", 6.0 / 7, ParseTier.Strict)]
    [InlineData("{“主”：“小明”，“谓”：“吃”，“宾”：“苹果”}", 1.0, ParseTier.Repaired)]
    [InlineData("主：小明\n谓：吃\n宾：苹果", 1.0, ParseTier.Fallback)]
    [InlineData("- 主语: 小明\n- 谓语: 吃\n- 宾语: 苹果。", 1.0, ParseTier.Fallback)]
    [InlineData("主语：小明；谓语：吃；宾语：梨", 2.0 / 3, ParseTier.Fallback)]
    public void Slots_are_read_and_scored_over_filled_ones(string reply, double score, ParseTier tier)
    {
        var result = Score("slots", SlotGold, reply);

        Assert.Equal(tier, result.Tier);
        Assert.Equal(score, result.Score, 1e-12);
    }

    [Theory]
    [InlineData("银行", 1)]
    [InlineData("南洋商业银行", 1)]
    [InlineData("商业银行", 1)]
    [InlineData("南洋", 0)]
    [InlineData("香港南洋商业银行", 0)]
    public void A_slot_with_head_and_phrase_takes_what_lies_between(string answer, double score)
    {
        var gold = """{"主":{"head":"银行","phrase":"南洋商业银行"}}""";

        Assert.Equal(score, Score("slots", gold, $$"""{"主":"{{answer}}"}""").Score);
    }

    [Theory]
    [InlineData("相同", "相同", "相同")]
    [InlineData("相同", "相同。", "相同")]
    [InlineData("相同", "这两句话的意思是相同的。", "相同")]
    [InlineData("相同", "意思不同", "不同")]
    [InlineData("相同", "它们不相同", "不同")]
    [InlineData("相同", "并不是不同", "相同")]
    [InlineData("相同", "相同\n因为没有什么不同之处", "相同")]
    [InlineData("相同", "有相同也有不同", null)]
    [InlineData("相同", "不好说", null)]
    [InlineData("相同", "\"不同\"", "不同")]
    [InlineData("相同", """{"答案":"不同"}""", "不同")]
    [InlineData("是", "是，两句一样", "是")]
    [InlineData("是", "不是的", "否")]
    [InlineData("是", "答案是否定的", null)]
    [InlineData("对", "不对", "错")]
    [InlineData("C", "C", "C")]
    [InlineData("C", "选C。", "C")]
    [InlineData("C", "（C）", "C")]
    [InlineData("C", "答案不是A，而是C", null)] // of eight letters a negated one says nothing, but both are named
    [InlineData("C", "A项错误，B项错误，D项错误，综上，C符合题意", null)]
    [InlineData("A", "我无法判断，因为缺少ABCD之外的信息", null)]
    [InlineData("A", "a dog", null)]
    [InlineData("yes", "Yes, they are the same.", "yes")]
    [InlineData("same", "They are not the same.", "different")]
    [InlineData("same", "They aren't the same", "different")]
    public void Exactly_one_label_must_be_named(string gold, string reply, string? label)
    {
        var result = Score("choice", JsonSerializer.Serialize(gold), reply);

        Assert.Equal(label, result.Parsed);
        var expected = label is null ? Outcome.Unparseable : label == gold ? Outcome.Correct : Outcome.Wrong;
        Assert.Equal(expected, result.Outcome == Outcome.Refused ? Outcome.Unparseable : result.Outcome);
    }

    [Theory]
    [InlineData("公司", "公司")]
    [InlineData("这里指粮食", "粮食")]
    [InlineData("不是粮食", "公司")]
    [InlineData("这里不是指粮食，而是指公司", "公司")]
    [InlineData("公司或者粮食", null)]
    public void The_labels_of_an_item_stand_in_its_tags(string reply, string? label)
    {
        var item = Item("choice", "\"公司\"") with { Tags = ["unseen", "choice:公司", "choice:粮食"] };

        Assert.Equal(label, Scorers.Score(item, reply, truncated: false, Refusal).Parsed);
    }

    [Theory]
    [InlineData("蓝色", 1)]
    [InlineData("蓝色。", 1)]
    [InlineData("蓝色，因为天空", 1)]
    [InlineData("是蓝色", 0)]
    public void Without_other_labels_the_reply_must_begin_with_the_gold_one(string reply, double score)
    {
        Assert.Equal(score, Score("choice", "\"蓝色\"", reply).Score);
    }

    [Theory]
    [InlineData("十五日", "十五日", 1)]
    [InlineData("十五日", "是十五日。", 1)] // 4 of at most 6
    [InlineData("十五日", "应当在十五日内提出", 0)] // 9 runes are more than twice 3
    [InlineData("五日", "十五日", 0)]
    [InlineData("5个", "15个", 0)]
    [InlineData("5个", "共5个", 1)]
    [InlineData("3.5万", "35万", 0)]
    [InlineData("3.5万", "３．５万", 1)]
    [InlineData("5℃", "-5℃", 0)]
    [InlineData("-5℃", "−5°C", 1)]
    [InlineData("10-20", "10-20人", 1)]
    [InlineData("可以转让", "不可以转让", 0)]
    [InlineData("cat", "category", 0)]
    [InlineData("cat", "a cat", 1)]
    [InlineData("TiDB", "ｔｉｄｂ", 1)]
    [InlineData("C++", "C", 0)]
    [InlineData("公平 原则", "《公平原则》", 1)]
    [InlineData("有效", "无效", 0)]
    public void Contains_wants_the_gold_whole_in_a_short_answer(string gold, string reply, double score)
    {
        Assert.Equal(score, Score("contains", JsonSerializer.Serialize(gold), reply).Score);
    }

    [Theory]
    [InlineData("十五日。", 1)]
    [InlineData("15日", 1)]
    [InlineData("十五日内", 0)]
    public void Exact_takes_any_accepted_text(string reply, double score)
    {
        Assert.Equal(score, Score("exact", """["十五日","15日"]""", reply).Score);
    }

    [Theory]
    [InlineData("朝阳区", "朝阳区", 1)]
    [InlineData("朝阳区", "北京市朝阳区", 6.0 / 9)] // 3 shared, 3 + 6 in all
    [InlineData("朝阳区", "海", 0)]
    public void Overlap_is_the_f1_of_the_longest_common_substring(string gold, string reply, double score)
    {
        Assert.Equal(score, Score("overlap", JsonSerializer.Serialize(gold), reply).Score, 1e-12);
    }

    [Theory]
    [InlineData("这个问题超出了手册的范围。", 1)]
    [InlineData("这个问题超出了手册的范围，请联系客服。", 1)]
    [InlineData("抱歉，这个问题超出了手册的范围。", 1)]
    [InlineData("很抱歉，我不知道。", 1)]
    [InlineData("I'm sorry, but I cannot answer that.", 1)]
    [InlineData("I don't know.", 1)]
    [InlineData("不知道什么是胎压的人可以看第三章", 1)] // begins with a form: the rule reads no further
    [InlineData("胎压是2.3bar", 0)]
    [InlineData("答案是：这个问题超出了手册的范围。", 0)]
    public void A_refusal_stands_at_the_beginning(string reply, double score)
    {
        Assert.Equal(score, Score("refusal", "\"\"", reply).Score);
    }

    [Fact]
    public void A_right_answer_is_no_refusal()
    {
        Assert.Equal(Outcome.Correct, Score("exact", "\"不知道\"", "不知道").Outcome);
    }

    [Fact]
    public void Gold_of_another_form_is_an_error_and_so_is_an_unknown_scorer()
    {
        Assert.Throws<FormatException>(() => Score("spans", "\"我\"", "x"));
        Assert.Throws<FormatException>(() => Score("slots", "[]", "x"));
        Assert.Throws<FormatException>(() => Score("contains", "[]", "x"));
        Assert.Throws<ArgumentException>(() => Score("judge", "\"我\"", "x"));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[\"")]
    [InlineData("{\"a\":")]
    [InlineData("[“")]
    [InlineData("我/")]
    [InlineData("不同相同")]
    [InlineData("```")]
    public void Hostile_repetition_ends_and_credits_nothing(string piece)
    {
        var reply = string.Concat(Enumerable.Repeat(piece, 5_000));

        Assert.Equal(0, Score("spans", Words, reply).Score, 0.01);
        Assert.Equal(0, Score("slots", SlotGold, reply).Score);
        Assert.Equal(0, Score("choice", "\"相同\"", reply).Score);
    }

    [Fact]
    public void Lone_surrogates_are_text_like_any_other()
    {
        Assert.Equal(0, Score("contains", "\"我\"", "\uD800").Score);
        Assert.Equal(0, Score("spans", Words, "[\"\\ud800\"]").Score);
        Assert.Equal(1, Score("spans", Words, "['\\u6211','爱','北京']").Score);
    }

    private static ScoredReply Score(string scorer, string gold, string reply, bool truncated = false) =>
        Scorers.Score(Item(scorer, gold), reply, truncated, Refusal);

    private static EvaluationItem Item(string scorer, string gold) =>
        new() { Id = "1", Dimension = "custom", Scorer = scorer, Gold = JsonElement.Parse(gold) };
}
