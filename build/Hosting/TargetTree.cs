using Cake.Core;

namespace Recipes.Build.Hosting;

/// <summary>Cake's <c>--tree</c>, each task once: Cake's own repeats shared ones, exponentially many on a
/// diamond.</summary>
internal static class TargetTree
{
    /// <summary>A line per task, those it depends on indented below it; seen ones say so.</summary>
    /// <param name="tasks">All registered ones, in their order.</param>
    /// <param name="targets">The roots to show; empty → every task that no other depends on.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<ICakeTaskInfo> tasks, IReadOnlyList<string> targets)
    {
        var byName = tasks.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var needed = tasks.SelectMany(t => t.Dependencies).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var roots = targets.Count > 0 ? targets : tasks.Select(t => t.Name).Where(n => !needed.Contains(n)).ToList();
        var lines = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in roots)
        {
            Add(lines, seen, byName, root, mark: "", indent: "");
        }

        return lines;
    }

    private static void Add(
        List<string> lines,
        HashSet<string> seen,
        Dictionary<string, ICakeTaskInfo> byName,
        string name,
        string mark,
        string indent)
    {
        var dependencies = byName[name].Dependencies;
        if (!seen.Add(name))
        {
            lines.Add(indent + mark + name + (dependencies.Count > 0 ? " (see above)" : ""));
            return;
        }

        lines.Add(indent + mark + name);
        var below = indent + mark switch { "" => "", "├─" => "│ ", _ => "  " };
        for (var i = 0; i < dependencies.Count; i++)
        {
            Add(lines, seen, byName, dependencies[i].Name, i + 1 < dependencies.Count ? "├─" : "└─", below);
        }
    }
}
