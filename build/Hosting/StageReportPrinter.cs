using Cake.Core;
using Cake.Core.Diagnostics;

namespace Recipes.Build.Hosting;

/// <summary>Cake's boxes as they are; its closing table with what became of each stage, and why.</summary>
/// <param name="console">Where it is written.</param>
/// <param name="boxes">Cake's own printer, for the headers of tasks.</param>
/// <param name="outcomes">By task; a task without one shows Cake's status.</param>
internal sealed class StageReportPrinter(
    IConsole console,
    ICakeReportPrinter boxes,
    IReadOnlyDictionary<string, StageOutcome> outcomes) : ICakeReportPrinter
{
    /// <inheritdoc/>
    public void Write(CakeReport report)
    {
        var rows = new List<ReportRow>();
        foreach (var entry in report)
        {
            if (entry.Category == CakeReportEntryCategory.Task)
            {
                rows.Add(Row(entry));
            }
        }

        console.ForegroundColor = rows.Exists(r => r.Status == "Failed") ? ConsoleColor.Red : ConsoleColor.Green;
        console.WriteLine(ReportTable.Render(rows).TrimEnd('\n'));
        console.ResetColor();
    }

    /// <inheritdoc/>
    public void WriteStep(string name, Verbosity verbosity) => boxes.WriteStep(name, verbosity);

    /// <inheritdoc/>
    public void WriteLifeCycleStep(string name, Verbosity verbosity) => boxes.WriteLifeCycleStep(name, verbosity);

    /// <inheritdoc/>
    public void WriteSkippedStep(string name, Verbosity verbosity) => boxes.WriteSkippedStep(name, verbosity);

    /// <summary>A failure wins over whatever the stage said before it.</summary>
    private ReportRow Row(CakeReportEntry entry)
    {
        if (entry.ExecutionStatus != CakeTaskExecutionStatus.Failed
            && outcomes.TryGetValue(entry.TaskName, out var outcome))
        {
            return new(entry.TaskName, entry.Duration, outcome.Status, outcome.Why);
        }

        var status = entry.ExecutionStatus == CakeTaskExecutionStatus.Executed
            ? "Succeeded"
            : entry.ExecutionStatus.ToString();
        return new(entry.TaskName, entry.Duration, status, entry.SkippedMessage ?? "");
    }
}
