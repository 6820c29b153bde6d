namespace Recipes.Stages.ChooseMethod;

/// <summary>One method of the ladder: whether it is wanted, and why.</summary>
internal sealed record Rung
{
    /// <summary>qlora, lora, full or pretrain.</summary>
    public required string Method { get; init; }

    /// <summary>False where the rules leave it out.</summary>
    public required bool Wanted { get; init; }
}

/// <summary>What one rule found; the report shows them in order.</summary>
/// <param name="Rule">Short name of the rule.</param>
/// <param name="Method">The method it speaks of; empty where it speaks of all.</param>
/// <param name="Text">The figures and what follows from them.</param>
internal sealed record Reason(string Rule, string Method, string Text);

/// <summary><c>decision.json</c>.</summary>
internal sealed record Decision
{
    /// <summary>In the order of the ladder.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>Memory planned for, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Estimated peak per method, bytes.</summary>
    public required IReadOnlyDictionary<string, long> EstimatedBytes { get; init; }
}
