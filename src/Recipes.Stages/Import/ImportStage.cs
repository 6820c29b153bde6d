using Recipes.Core;
using Recipes.Engine;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Import;

/// <summary>Names an imported file.</summary>
/// <param name="Path">Relative to the recipe's folder.</param>
/// <param name="Privacy">What happens to personal data in its rows; null for general rows, which are prepared by
/// hand.</param>
internal sealed record ImportSpec(string Path, PrivacySpec? Privacy);

/// <summary>Reads ready pairs as facts: each pair is a fact of its own, its evidence is its answer, and it has no heading.</summary>
/// <remarks>Personal data is masked first; a row that is refused for it is left out with a warning.</remarks>
internal sealed class ImportStage : IStage<ImportSpec, SourceFile, Imported>
{
    public StageId Id { get; } = new("import", Version: 2);

    public Imported Run(ImportSpec spec, SourceFile input, StageContext context)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var facts = new List<Fact>();
        var (rows, findings) = PairPrivacy.Read(input.Path, spec, context);
        foreach (var row in rows)
        {
            var question = row.Messages.LastOrDefault(m => m.Role == "user")?.Content ?? "";
            var answer = row.Messages[^1].Content;
            var content = ContentId.Digest(spec.Path, "", Folding.Fold(answer), Folding.Fold(question));
            var ordinal = seen.GetValueOrDefault(content);
            seen[content] = ordinal + 1;
            facts.Add(new Fact
            {
                Id = ContentId.Of(content, ordinal.ToString(CultureInfo.InvariantCulture)),
                Evidence = answer,
                Question = question,
                Answer = answer,
                Group = row.Group,
                Messages = row.IsPlain ? null : row.Messages,
                Source = new FactSource { Document = spec.Path, Text = "", Heading = [], Start = 0, End = 0 },
            });
        }

        return new(facts, findings);
    }
}
