using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.Import;

/// <summary>Reads ready pairs with their personal data masked; refused rows are left out with a warning.</summary>
internal static class PairPrivacy
{
    /// <summary>The rows that stay, and what was found in all of them.</summary>
    public static (IReadOnlyList<PairRow> Rows, IReadOnlyList<PersonalFinding> Findings) Read(
        string path, ImportSpec spec, StageContext context)
    {
        var rows = PairRows.Read(path, spec.Path);
        if (spec.Privacy is not { } privacy)
        {
            return (rows, []);
        }

        var kept = new List<PairRow>(rows.Count);
        var findings = new List<PersonalFinding>();
        foreach (var row in rows)
        {
            var (masked, found) = Guard(row, spec.Path, privacy);
            findings.AddRange(found);
            if (found.FirstOrDefault(f => f.Action == PrivacyAction.Refuse) is { } refused)
            {
                context.Emit(new WarningEvent(refused.ToProblem("the row")) { Node = context.Node });
            }
            else
            {
                kept.Add(masked);
            }
        }

        return (kept, findings);
    }

    private static (PairRow Row, List<PersonalFinding> Found) Guard(PairRow row, string path, PrivacySpec privacy)
    {
        var texts = row.Messages.Select(m => GuardedText.Of(m.Content, privacy)).ToList();
        var group = GuardedText.Of(row.Group, privacy);
        var input = row.Input is null ? null : GuardedText.Of(row.Input, privacy);
        var found = texts.Append(group).SelectMany(t => t.Spans).Select(span => new PersonalFinding
        {
            Document = path,
            Kind = span.Kind,
            Action = privacy.For(span.Kind),
            Line = row.Line,
        }).ToList();
        return (row with
        {
            Messages = row.Messages.Zip(texts, (message, text) => message with { Content = text.Text }).ToList(),
            Input = input?.Text,
            Group = group.Text == row.Group ? row.Group : ContentId.Of(row.Group), // stays apart from other groups
        }, found);
    }
}
