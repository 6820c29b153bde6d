using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Verdict to one HTML file.</summary>
internal sealed class ReportTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Report";

    /// <inheritdoc/>
    public override string Description => "writes report.html";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Evaluate"];
}
