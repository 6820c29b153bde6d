using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Tests.Text.Statistics;
using Recipes.Text.Scoring;

namespace Recipes.Tests.Text.Scoring;

public sealed class ScoringReferenceTests
{
    [Fact, Trait("Data", "reference")]
    public void Word_spans_count_as_the_official_scorers_count_them()
    {
        var official = 0;
        foreach (var c in Vectors.Cases("segmentation"))
        {
            var sentences = c.Texts("gold").Zip(c.Texts("pred"), (g, p) => (Gold: Split(g), Words: Split(p))).ToList();
            var spans = c.GetProperty("spans");

            var counts = SpanCounts.Sum(sentences.Select(s => Segmentation.Count(s.Gold, s.Words)));
            var recall = Segmentation.Recall(sentences, c.Texts("dictionary").ToHashSet());

            Assert.Equal(spans.Whole("right"), counts.Right);
            Close(spans.Number("precision"), counts.Precision);
            Close(spans.Number("recall"), counts.Recall);
            Close(spans.Number("f1"), counts.F1);
            Close(spans.Number("oov_rate"), recall.OutsideRate);
            CloseOrNull(spans, "oov_recall", recall.OutsideRecall);
            CloseOrNull(spans, "iv_recall", recall.InsideRecall);
            if (c.GetProperty("official_equals_spans_to_3_digits").GetBoolean())
            {
                official++;
                Assert.Equal(c.GetProperty("official").Number("f1"), counts.F1, 0.0005000001);
            }

            if (c.GetProperty("texts_equal").GetBoolean())
            {
                Assert.All(sentences, s => Assert.Equal(Segmentation.Count(s.Gold, s.Words), Segmentation.CountAligned(s.Gold, s.Words)));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"of these also equal to the official script: {official}");
    }

    [Fact, Trait("Data", "reference")]
    public void Entity_spans_count_as_seqeval_in_strict_mode()
    {
        foreach (var c in Vectors.Cases("spans"))
        {
            var fromTags = Tags(c, "gold_tags").Zip(Tags(c, "pred_tags"), (g, p) => (Gold: EntitySpans.FromIob2(g), Given: EntitySpans.FromIob2(p))).ToList();
            var fromSpans = Spans(c, "gold_spans").Zip(Spans(c, "pred_spans"), (g, p) => (Gold: g, Given: p)).ToList();

            foreach (var texts in new[] { fromTags, fromSpans })
            {
                var counts = SpanCounts.Sum(texts.Select(t => EntitySpans.Count(t.Gold, t.Given)));
                Assert.Equal((c.Whole("n_right"), c.Whole("n_gold"), c.Whole("n_pred")), (counts.Right, counts.Gold, counts.Given));
                Close(c.Number("precision"), counts.Precision);
                Close(c.Number("recall"), counts.Recall);
                Close(c.Number("f1"), counts.F1);
                Close(c.IsNull("macro_f1") ? 0 : c.Number("macro_f1"), EntitySpans.MacroF1(texts));
            }
        }
    }

    [Fact, Trait("Data", "reference")]
    public void Overlap_is_the_official_one_of_cmrc()
    {
        foreach (var c in Vectors.Cases("overlap", "cmrc"))
        {
            var golds = c.Texts("golds");
            var name = $"{c.Text("pred")} / {string.Join(" | ", golds)}";

            Assert.Equal(c.Texts("pred_tokens"), CmrcOverlap.Tokens(c.Text("pred")));
            Assert.True(c.Whole("em") == 1 == CmrcOverlap.IsExact(golds, c.Text("pred")), name);
            Assert.Equal(c.Number("f1"), CmrcOverlap.F1(golds, c.Text("pred")), 1e-12);
        }
    }

    [Fact, Trait("Data", "reference")]
    public void A_run_over_cmrc_answers_equals_the_official_run()
    {
        foreach (var c in Vectors.Cases("overlap", "cmrc_corpus"))
        {
            foreach (var item in c.GetProperty("items").EnumerateArray().Where(i => !i.IsNull("pred")))
            {
                Assert.Equal(item.Number("f1"), CmrcOverlap.F1(item.Texts("golds"), item.Text("pred")), 1e-12);
                Assert.Equal(item.Whole("em") == 1, CmrcOverlap.IsExact(item.Texts("golds"), item.Text("pred")));
            }
        }
    }

    [Fact, Trait("Data", "reference")]
    public void Gold_words_of_real_sentences_are_read_back_from_every_form()
    {
        var path = ReferenceData.Find("evaluation", "segmentation.jsonl");
        Assert.SkipWhen(path is null, "no reference data: evaluation/segmentation.jsonl is absent");
        var sentences = JsonLines.Read<JsonElement>(path!).Select(i => i.Texts("gold")).ToList();
        var forms = new Dictionary<string, Func<List<string>, string>>
        {
            ["json"] = w => JsonSerializer.Serialize(w),
            ["prose"] = w => "分词结果如下：\n" + JsonSerializer.Serialize(w) + "\n以上。",
            ["single quotes"] = w => "['" + string.Join("', '", w) + "']",
            ["chinese quotes"] = w => "[“" + string.Join("”，“", w) + "”]",
            ["slashes"] = w => string.Join("/", w),
            ["blanks"] = w => string.Join(" ", w),
            ["lines"] = w => string.Join("\n", w),
        };

        foreach (var (name, form) in forms)
        {
            var scores = sentences.Select(w => Scorers.Score(Item(w), form(w), truncated: false, "超出范围").Score).ToList();
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {scores.Count(s => s == 1)} of {scores.Count} sentences, least {scores.Min():F3}");
            Assert.All(scores, s => Assert.Equal(1, s));
        }
    }

    private static EvaluationItem Item(List<string> words) => new()
    {
        Id = "1",
        Dimension = "segmentation",
        Scorer = "spans",
        Gold = JsonSerializer.SerializeToElement(words),
    };

    private static IReadOnlyList<string> Split(string line) => [.. line.Split("  ")];

    private static IEnumerable<List<string>> Tags(JsonElement c, string name) =>
        c.GetProperty(name).EnumerateArray().Select(t => t.EnumerateArray().Select(v => v.GetString()!).ToList());

    private static IEnumerable<IReadOnlyList<(int Start, int End, string Type)>> Spans(JsonElement c, string name) =>
        c.GetProperty(name).EnumerateArray().Select(t => t.EnumerateArray().Select(s => (s[0].GetInt32(), s[1].GetInt32(), s[2].GetString()!)).ToList() as IReadOnlyList<(int, int, string)>);

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-12);

    private static void CloseOrNull(JsonElement spans, string name, double? actual)
    {
        Assert.Equal(spans.IsNull(name), actual is null);
        if (actual is { } value)
        {
            Close(spans.Number(name), value);
        }
    }
}
