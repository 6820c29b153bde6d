using Recipes.Text.Similarity;

namespace Recipes.Tests.Text.Similarity;

public sealed class NGramOverlapTests
{
    private const string Form = "请把下面的句子切分成词并以数组形式输出";

    [Fact]
    public void A_shared_form_is_no_leak()
    {
        var items = Contents(10).Select(c => Form + c).ToList();
        var rows = Contents(20).Skip(10).Select(c => Form + c).ToList();

        Assert.All(NGramOverlap.Leaks(items, rows, 0.2), leak => Assert.Null(leak));
        Assert.All(NearDuplicates.Matches(items, rows, 0.2, 5, (_, _) => true), twin => Assert.NotNull(twin)); // without the removal all would be
    }

    [Fact]
    public void A_repeated_content_is_a_leak_whatever_the_form()
    {
        var items = Contents(10).Select(c => Form + c).ToList();
        var rows = new List<string> { "别的内容与此无关的一行文字", "另一种提问方式" + Contents(10)[3] };

        var leaks = NGramOverlap.Leaks(items, rows, 0.6);

        Assert.Equal(1, leaks[3]!.Value.Index);
        Assert.Equal(9, leaks.Count(l => l is null));
    }

    [Fact]
    public void An_item_of_form_alone_leaks_only_by_equality()
    {
        var items = Enumerable.Range(0, 7).Select(i => Form + (char)('甲' + i)).ToList(); // one n-gram of its own each
        var near = Form + "甲乙";

        Assert.All(NGramOverlap.Leaks(items, [near], 0.1), leak => Assert.Null(leak));
        Assert.Equal(new Twin(1, 1), NGramOverlap.Leaks(items, [near, items[2]], 0.1)[2]);
    }

    [Fact]
    public void Empty_inputs_leak_nothing()
    {
        Assert.Equal([null], NGramOverlap.Leaks([""], ["", "文字"], 0.8));
    }

    private static List<string> Contents(int count) => NearDuplicatesTests.Corpus(seed: 3, count: 200).Where(t => t.Length > 30).Distinct()
        .DistinctBy(t => t[..5]).Select(t => t[..25]).Take(count).ToList();
}
