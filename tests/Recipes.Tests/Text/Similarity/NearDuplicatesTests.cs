using Recipes.Text.Similarity;
using Recipes.Text.Statistics;

namespace Recipes.Tests.Text.Similarity;

public sealed class NearDuplicatesTests
{
    private const string Text = "持票人因超过票据权利时效或者因票据记载事项欠缺而丧失票据权利的仍享有民事权利";

    [Fact]
    public void The_first_of_equal_texts_is_kept()
    {
        Assert.Equal([null, new Twin(0, 1), null, new Twin(0, 1)], Twins(["甲方支付货款", "甲方支付货款", "乙方交付货物", "甲方支付货款"]));
    }

    [Fact]
    public void A_text_is_dropped_only_for_a_kept_one()
    {
        // 20 shingles, of which each step changes 3: neighbours share 17 of 23 (.74), the outer two 14 of 26 (.54).
        var first = "abcdefghijklmnopqrstuvwx";
        var second = first[..^3] + "123";
        var third = "456" + second[3..];

        var twins = Twins([first, second, third], 0.7);

        Assert.Equal([0, 17.0 / 23], [twins[1]!.Value.Index, twins[1]!.Value.Similarity]);
        Assert.Null(twins[2]); // like the second, which was dropped, and not like the first
    }

    [Fact]
    public void The_threshold_itself_counts()
    {
        Assert.NotNull(Twins(["abcdef", "abcdefg"], 2.0 / 3)[1]); // 2 shared of 3
        Assert.Null(Twins(["abcdef", "abcdefg"], 0.67)[1]);
    }

    [Fact]
    public void Empty_and_short_texts_are_compared_whole()
    {
        Assert.Equal([null, null, null, new Twin(2, 1), null], Twins(["", "", "民法", "民法", "民事"]));
    }

    [Fact]
    public void A_guard_keeps_similar_texts_apart_and_the_next_candidate_is_tried()
    {
        var twins = NearDuplicates.KeptTwins([Text, Text, Text], 0.8, 5, (text, kept) => !(text == 1 && kept == 0) && !(text == 2 && kept == 0));

        Assert.Equal([null, null, new Twin(1, 1)], twins);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.95)]
    [InlineData(1.0)]
    public void All_pairs_of_a_generated_corpus_are_found_and_no_other(double threshold)
    {
        var texts = Corpus(seed: 7, count: 600);

        var twins = Twins(texts, threshold);

        var truth = BruteForce(texts, threshold);
        TestContext.Current.TestOutputHelper?.WriteLine($"threshold {threshold}: {truth.Count(t => t is not null)} of {texts.Count} repeat a kept text");
        Assert.Equal(truth, twins);
        Assert.InRange(truth.Count(t => t is not null), 30, 570);
    }

    [Fact]
    public void Two_lists_are_matched_as_brute_force_matches_them()
    {
        var texts = Corpus(seed: 8, count: 600);
        var (queries, others) = (texts[..200], texts[200..]);

        var found = NearDuplicates.Matches(queries, others, 0.8, 5, (_, _) => true);

        var expected = queries.Select(q => others.Select((o, i) => new Twin(i, Shingles.Jaccard(q, o) ?? 0)).Where(t => t.Similarity >= 0.8)
            .Cast<Twin?>().FirstOrDefault()).ToList();
        Assert.Equal(expected, found);
        Assert.Contains(found, f => f is not null);
    }

    [Fact]
    public void Texts_of_different_keys_stay_apart_as_with_a_guard()
    {
        var texts = Corpus(seed: 10, count: 600);
        var keys = texts.Select((_, i) => (i % 3).ToString(CultureInfo.InvariantCulture)).ToList();

        var twins = NearDuplicates.KeptTwins(texts, 0.5, 5, keys);

        Assert.Equal(NearDuplicates.KeptTwins(texts, 0.5, 5, (text, kept) => keys[text] == keys[kept]), twins);
        Assert.InRange(twins.Count(t => t is not null), 10, 200);
    }

    [Fact]
    public void Runs_agree()
    {
        var texts = Corpus(seed: 9, count: 2_000);

        Assert.Equal(Twins(texts), Twins(texts));
    }

    [Fact]
    public void A_threshold_outside_0_and_1_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Twins(["a"], 1.2));
    }

    internal static IReadOnlyList<Twin?> Twins(IReadOnlyList<string> texts, double threshold = 0.8) =>
        NearDuplicates.KeptTwins(texts, threshold, 5, (_, _) => true);

    /// <summary>Short texts of 400 characters' alphabet, a third of them variants of earlier ones with up to 4 edits.</summary>
    internal static List<string> Corpus(ulong seed, int count)
    {
        var random = new SplitMix64(seed);
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var isVariant = i > 0 && random.Below(3) == 0;
            var text = isVariant ? texts[random.Below(i)].ToList() : Enumerable.Range(0, 8 + random.Below(80)).Select(_ => Character(random)).ToList();
            for (var edits = isVariant ? random.Below(5) : 0; edits > 0 && text.Count > 1; edits--)
            {
                var at = random.Below(text.Count);
                switch (random.Below(3))
                {
                    case 0:
                        text.RemoveAt(at);
                        break;
                    case 1:
                        text.Insert(at, Character(random));
                        break;
                    default:
                        text[at] = Character(random);
                        break;
                }
            }

            texts.Add(string.Concat(text));
        }

        return texts;
    }

    private static char Character(SplitMix64 random) => (char)(0x4E00 + random.Below(400));

    private static List<Twin?> BruteForce(List<string> texts, double threshold)
    {
        var sets = texts.Select(t => Shingles.Of(t)).ToList();
        var kept = new List<int>();
        var twins = new List<Twin?>();
        for (var i = 0; i < texts.Count; i++)
        {
            Twin? twin = null;
            foreach (var k in kept)
            {
                var shared = sets[i].Count(sets[k].Contains);
                var similarity = (double)shared / (sets[i].Count + sets[k].Count - shared);
                if (similarity >= threshold)
                {
                    twin = new(k, similarity);
                    break;
                }
            }

            twins.Add(twin);
            if (twin is null)
            {
                kept.Add(i);
            }
        }

        return twins;
    }
}
