using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Import;

/// <summary>Reads general rows as pairs that keep what the base can do.</summary>
internal sealed class GeneralStage : IStage<ImportSpec, SourceFile, IReadOnlyList<QaPair>>
{
    public StageId Id { get; } = new("general", Version: 2);

    public IReadOnlyList<QaPair> Run(ImportSpec spec, SourceFile input, StageContext context) =>
        PairPrivacy.Read(input.Path, spec, context).Rows.Select(row => new QaPair
        {
            Id = ContentId.Of(string.Join('\u001e', row.Messages.Select(m => $"{m.Role}\u001d{m.Content}")), nameof(PairKind.General)),
            Question = row.IsPlain ? row.Messages[0].Content : null,
            Answer = row.IsPlain ? row.Messages[1].Content : null,
            Messages = row.IsPlain ? null : row.Messages,
            Input = row.Input,
            Kind = PairKind.General,
            Generator = new PairGenerator { Name = "general", Prompt = spec.Path },
        }).DistinctBy(p => p.Id, StringComparer.Ordinal).ToList();
}
