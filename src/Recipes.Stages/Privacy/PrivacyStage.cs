using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Collect;

namespace Recipes.Stages.Privacy;

/// <summary>Lists what was found in all documents and ready pairs, and tells how much.</summary>
internal sealed class PrivacyStage : IStage<CollectSpec, IReadOnlyList<IReadOnlyList<PersonalFinding>>, IReadOnlyList<PersonalFinding>>
{
    public StageId Id { get; } = new("privacy", Version: 1);

    public IReadOnlyList<PersonalFinding> Run(
        CollectSpec spec, IReadOnlyList<IReadOnlyList<PersonalFinding>> input, StageContext context)
    {
        var findings = input.SelectMany(f => f).ToList();
        if (findings.Count > 0)
        {
            var counts = findings.GroupBy(f => (f.Kind, f.Action)).OrderBy(g => g.Key)
                .Select(g => $"{GuardedText.NameOf(g.Key.Kind)} {g.Count()} {Done(g.Key.Action)}");
            context.Emit(new NoteEvent($"personal data found: {string.Join(", ", counts)}") { Node = context.Node });
        }

        return findings;
    }

    private static string Done(PrivacyAction action) => action switch
    {
        PrivacyAction.Mask => "masked",
        PrivacyAction.Refuse => "refused",
        _ => "allowed",
    };
}
