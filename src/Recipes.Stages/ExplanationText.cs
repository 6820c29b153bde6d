using Recipes.Engine;

namespace Recipes.Stages;

/// <summary>Explanations as lines of text, the edited thing first.</summary>
internal static class ExplanationText
{
    public static IReadOnlyList<string> Lines(IReadOnlyList<NodeExplanation> explanations)
    {
        var lines = new List<string>();
        foreach (var e in explanations)
        {
            lines.Add($"{e.Node}: {(e.Key is null ? "never ran" : e.Reason)}");
            lines.AddRange(e.RootCauses.Select(c => $"    because {c.Node}: {c.Change}"));
            lines.AddRange(e.Changes.Select(c => $"    {c}"));
            if (e.Run is { Length: > 0 } run)
            {
                lines.Add($"    made by {run}{(e.PreviousRun is { Length: > 0 } before ? $"; the one before by {before}" : "")}");
            }
        }

        return lines;
    }
}
