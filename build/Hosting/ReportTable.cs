using System.Text;

namespace Recipes.Build.Hosting;

/// <summary>A line of the closing table.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Duration">Zero where the task did nothing.</param>
/// <param name="Status">Cake's word, or Ran, Up to date, Restored.</param>
/// <param name="Why">May be empty.</param>
internal sealed record ReportRow(string Task, TimeSpan Duration, string Status, string Why);

/// <summary>Cake's closing table: its columns in its order, and a column that says why.</summary>
internal static class ReportTable
{
    /// <summary>Begins with an empty line, as Cake's does; each line ends with <c>\n</c>.</summary>
    public static string Render(IReadOnlyList<ReportRow> rows)
    {
        var width = 30;
        var total = TimeSpan.Zero;
        foreach (var row in rows)
        {
            width = Math.Max(width, row.Task.Length + 1);
            total += row.Duration;
        }

        var table = new StringBuilder("\n");
        Line(table, width, "Task", "Duration", "Status", "Why");
        table.Append('-', width + 20 + 14 + 20).Append('\n');
        foreach (var row in rows)
        {
            Line(table, width, row.Task, Text(row.Duration), row.Status, row.Why);
        }

        table.Append('-', width + 20 + 14 + 20).Append('\n');
        Line(table, width, "Total:", Text(total), "", "");
        return table.ToString();
    }

    private static void Line(StringBuilder table, int width, string task, string duration, string status, string why)
    {
        var start = table.Length;
        table.Append(task.PadRight(width)).Append(duration.PadRight(20)).Append(status.PadRight(14)).Append(why);
        while (table.Length > start && table[^1] == ' ')
        {
            table.Length--;
        }

        table.Append('\n');
    }

    private static string Text(TimeSpan duration) => duration.ToString("c", CultureInfo.InvariantCulture);
}
