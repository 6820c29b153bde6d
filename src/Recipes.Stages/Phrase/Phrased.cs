using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Phrase;

/// <summary>Pairs that teach, pairs that validate, items that ask, and the wordings left out.</summary>
internal sealed record Phrased
{
    public required IReadOnlyList<QaPair> Pairs { get; init; }

    public required IReadOnlyList<QaPair> Validation { get; init; }

    public required IReadOnlyList<EvaluationItem> Items { get; init; }

    public required IReadOnlyList<Drop> Drops { get; init; }

    /// <summary>Folded evidence of withheld facts, for the leak check of Mix.</summary>
    public required IReadOnlyList<WithheldEvidence> Withheld { get; init; }
}

/// <summary>What must not stand in any training row.</summary>
internal sealed record WithheldEvidence(string Fact, string Folded);

/// <summary>A file per list.</summary>
internal sealed class PhrasedFormat : IFormat<Phrased>
{
    public const string PairsFile = "pairs.jsonl";
    public const string ValidationFile = "validation-pairs.jsonl";
    public const string ItemsFile = "items.jsonl";
    public const string DropsFile = "drops.jsonl";
    public const string WithheldFile = "withheld.jsonl";

    /// <summary>The dealt items alone.</summary>
    public static Handle<IReadOnlyList<EvaluationItem>> Dealt(Handle<Phrased> phrased) =>
        phrased.Part(ItemsFile, Formats.JsonLines<EvaluationItem>(ItemsFile));

    public void Write(Phrased value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, PairsFile), value.Pairs);
        JsonLines.Write(Path.Combine(folder, ValidationFile), value.Validation);
        JsonLines.Write(Path.Combine(folder, ItemsFile), value.Items);
        JsonLines.Write(Path.Combine(folder, DropsFile), value.Drops);
        JsonLines.Write(Path.Combine(folder, WithheldFile), value.Withheld);
    }

    public Phrased Read(string folder) => new()
    {
        Pairs = JsonLines.Read<QaPair>(Path.Combine(folder, PairsFile)).ToList(),
        Validation = JsonLines.Read<QaPair>(Path.Combine(folder, ValidationFile)).ToList(),
        Items = JsonLines.Read<EvaluationItem>(Path.Combine(folder, ItemsFile)).ToList(),
        Drops = JsonLines.Read<Drop>(Path.Combine(folder, DropsFile)).ToList(),
        Withheld = JsonLines.Read<WithheldEvidence>(Path.Combine(folder, WithheldFile)).ToList(),
    };
}
