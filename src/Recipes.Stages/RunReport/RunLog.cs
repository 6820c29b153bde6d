using Recipes.Core;

namespace Recipes.Stages.RunReport;

/// <summary>Warnings and measures of a run, by node; events come from any thread.</summary>
internal sealed class RunLog
{
    private readonly Lock _lock = new();
    private readonly List<WarningEvent> _warnings = [];
    private readonly Dictionary<string, SortedDictionary<string, double>> _measures = new(StringComparer.Ordinal);

    public void Add(RunEvent e)
    {
        lock (_lock)
        {
            if (e is WarningEvent warning)
            {
                _warnings.Add(warning);
            }
            else if (e is MeasureEvent measure)
            {
                if (!_measures.TryGetValue(e.Node, out var ofNode))
                {
                    _measures[e.Node] = ofNode = new(StringComparer.Ordinal);
                }

                ofNode[measure.Name] = measure.Value;
            }
        }
    }

    public IReadOnlyList<WarningEvent> Warnings
    {
        get
        {
            lock (_lock)
            {
                return _warnings.ToList();
            }
        }
    }

    /// <summary>The last value of each measure of a node; empty where nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> MeasuresOf(string node)
    {
        lock (_lock)
        {
            return _measures.TryGetValue(node, out var measures) ? measures.ToDictionary() : [];
        }
    }
}
