using Recipes.Build.Hosting;

namespace Recipes.Tests.Build;

public sealed class ReportTableTests
{
    [Fact]
    public void Each_row_has_its_status_and_why_and_the_total_is_their_sum()
    {
        var table = ReportTable.Render(
        [
            new("Extract", TimeSpan.FromSeconds(1.5), "Ran", "documents/a.md changed"),
            new("Dedupe", TimeSpan.Zero, "Up to date", ""),
            new("Mix", TimeSpan.FromSeconds(2), "Restored", ""),
        ]);

        var lines = table.Split('\n');
        Assert.Equal("", lines[0]);
        Assert.Equal(["Task", "Duration", "Status", "Why"], Words(lines[1]));
        Assert.Equal(["Extract", "00:00:01.5000000", "Ran", "documents/a.md changed"], Words(lines[3]));
        Assert.Equal(["Dedupe", "00:00:00", "Up to date"], Words(lines[4]));
        Assert.Equal(["Mix", "00:00:02", "Restored"], Words(lines[5]));
        Assert.Equal(["Total:", "00:00:03.5000000"], Words(lines[7]));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    private static string[] Words(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
