using Recipes.Build.Testing;

namespace Recipes.Tests.Build;

public sealed class TestOutputTests
{
    [Fact]
    public void The_counts_are_those_of_the_summary()
    {
        string[] lines =
        [
            "passed A.One (1ms)",
            "failed A.Two (1ms)",
            "  failed: expected 3",
            "",
            "Test run summary: Failed! - A.dll (net10.0|x64)",
            "  total: 9",
            "  failed: 2",
            "  succeeded: 6",
            "  skipped: 1",
            "  duration: 42s 224ms",
        ];

        var output = Read(lines, out _);

        Assert.Equal("6 passed, 2 failed, 1 skipped", output.Counts.ToString());
    }

    [Fact]
    public void A_passed_test_is_shown_only_with_what_it_printed()
    {
        Read(["passed A.Silent (1ms)", "passed A.Prints (1ms)", "  Standard output", "    12 folders"], out var shown);

        Assert.Equal(["passed A.Prints (1ms)", "  Standard output", "    12 folders"], shown);
    }

    [Fact]
    public void Sums_of_two_programs_are_added()
    {
        var sum = new TestCounts { Passed = 2, Failed = 1 } + new TestCounts { Passed = 3 };

        Assert.Equal("5 passed, 1 failed", sum.ToString());
    }

    private static TestOutput Read(string[] lines, out List<string> shown)
    {
        var seen = new List<string>();
        var output = new TestOutput("A", seen.Add);
        foreach (var line in lines)
        {
            output.Take(line);
        }

        shown = seen;
        return output;
    }
}
