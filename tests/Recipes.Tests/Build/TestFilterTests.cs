using Recipes.Build.Testing;

namespace Recipes.Tests.Build;

public sealed class TestFilterTests
{
    [Theory]
    [InlineData("Data=reference&Cost!=gpu", "--filter|Data=reference&Cost!=gpu")]
    [InlineData("FullyQualifiedName~Dedupe", "--filter|FullyQualifiedName~Dedupe")]
    [InlineData("DedupeTests", "--filter|FullyQualifiedName~DedupeTests")]
    [InlineData("/*/*/DedupeTests/*", "--filter-query|/*/*/DedupeTests/*")]
    [InlineData("-method *Unknown*", "--filter-method|*Unknown*")]
    [InlineData("-trait- Data=reference", "--filter-not-trait|Data=reference")]
    [InlineData("--filter-class A.B", "--filter-class|A.B")]
    public void Each_form_becomes_the_platforms_own(string expression, string arguments) =>
        Assert.Equal(arguments.Split('|'), TestFilter.Arguments(expression));

    [Fact]
    public void Without_a_filter_all_tests_run() => Assert.Empty(TestFilter.Arguments(null));
}
