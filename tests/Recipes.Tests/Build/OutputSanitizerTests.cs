using Recipes.Build.Hosting;

namespace Recipes.Tests.Build;

public sealed class OutputSanitizerTests
{
    [Theory]
    [InlineData("::set-output name=x::y", ": :set-output name=x::y")] // GitHub obeys these at the start of a line
    [InlineData("text\n  ::error::x", "text\n  : :error::x")]
    [InlineData("a ##[error]b", "a # #[error]b")] // and these anywhere
    [InlineData("##vso[task.setvariable]", "# #vso[task.setvariable]")] // Azure
    [InlineData("##teamcity[x]", "# #teamcity[x]")]
    public void A_line_that_a_CI_runner_obeys_is_broken(string text, string clean) =>
        Assert.Equal(clean, OutputSanitizer.Clean(text));

    [Theory]
    [InlineData("\e[31mred\e[0m", "\uFFFD[31mred\uFFFD[0m")]
    [InlineData("over\rwrite", "over\uFFFDwrite")]
    [InlineData("bell\a", "bell\uFFFD")]
    [InlineData("\u009b31m", "\uFFFD31m")] // the one-byte form of ESC [
    [InlineData("abc\u202Ecba", "abc\uFFFDcba")] // turns the direction
    public void A_control_character_is_replaced(string text, string clean) =>
        Assert.Equal(clean, OutputSanitizer.Clean(text));

    [Theory]
    [InlineData("第三条 保修期为三年。\n\ttab")]
    [InlineData("## heading")]
    [InlineData("Recipes::Core and a::b")]
    [InlineData("C# and F# [1]")]
    [InlineData("")]
    public void Plain_text_stays(string text) => Assert.Equal(text, OutputSanitizer.Clean(text));
}
