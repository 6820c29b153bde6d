using Recipes.Build.Hosting;

namespace Recipes.Tests.Build;

public sealed class NearestWordTests
{
    private static readonly string[] _words = ["target", "recipe", "set", "locked", "t"];

    [Theory]
    [InlineData("traget", "target")] // a swap of neighbours is one edit
    [InlineData("TARGET", "target")]
    [InlineData("recip", "recipe")]
    [InlineData("sett", "set")]
    [InlineData("lcked", "locked")]
    public void The_word_that_was_meant_is_found(string word, string meant) =>
        Assert.Equal(meant, NearestWord.Of(word, _words));

    [Theory]
    [InlineData("banana")]
    [InlineData("")]
    [InlineData("lo")] // four edits from locked
    public void A_word_too_far_from_all_gives_none(string word) =>
        Assert.Null(NearestWord.Of(word, ["target", "recipe", "locked"]));
}
