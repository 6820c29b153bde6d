using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Split;

/// <summary>What a fact is used for.</summary>
internal enum FactRole
{
    /// <summary>Its wordings are dealt to training, validation and the score.</summary>
    Taught,

    /// <summary>All wordings go to validation (where the task generalizes).</summary>
    Validation,

    /// <summary>Never taught, answerable (where the task generalizes).</summary>
    Heldout,

    /// <summary>Never taught; refusing is right.</summary>
    Withheld,
}

/// <summary>A fact with its group and role.</summary>
internal sealed record DealtFact(Fact Fact, string Group, FactRole Role);

/// <summary>The facts that are used, and the drops of those that are not.</summary>
internal sealed record FactSplit(IReadOnlyList<DealtFact> Facts, IReadOnlyList<Drop> Drops);

/// <summary>Keeps a split as <c>split.jsonl</c> and <c>drops.jsonl</c>.</summary>
internal sealed class FactSplitFormat : IFormat<FactSplit>
{
    public const string FactsFile = "split.jsonl";
    public const string DropsFile = "drops.jsonl";

    public void Write(FactSplit value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, FactsFile), value.Facts);
        JsonLines.Write(Path.Combine(folder, DropsFile), value.Drops);
    }

    public FactSplit Read(string folder) => new(
        JsonLines.Read<DealtFact>(Path.Combine(folder, FactsFile)).ToList(),
        JsonLines.Read<Drop>(Path.Combine(folder, DropsFile)).ToList());
}
