using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

public class SuggestTests
{
    private static readonly string[] _known = ["domain", "general", "contrast", "keep-if-numbers-differ", "mix"];

    [Theory]
    [InlineData("domian", "domain")] // one swap
    [InlineData("Domain", "domain")]
    [InlineData("domains", "domain")]
    [InlineData("genral", "general")]
    [InlineData("keep_if_numbers_differ", "keep-if-numbers-differ")]
    [InlineData("keepIfNumbersDiffer", "keep-if-numbers-differ")]
    [InlineData("mx", "mix")]
    [InlineData("foo", null)]
    [InlineData("", null)]
    [InlineData("训练", null)]
    public void The_nearest_word_is_offered_if_it_is_near(string word, string? expected) =>
        Assert.Equal(expected, Suggest.Nearest(word, _known));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)] // a swapped pair is not edited again
    [InlineData("same", "same", 0)]
    public void Edits_are_counted_with_swaps_of_neighbours(string a, string b, int edits) =>
        Assert.Equal(edits, Suggest.Edits(a, b));
}
