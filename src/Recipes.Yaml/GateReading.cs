using Recipes.Core;

namespace Recipes.Yaml;

/// <summary>A gate, or why a text is none: either <see cref="Gate"/> or code and fact are set.</summary>
public sealed record GateReading
{
    internal GateReading(GateSpec gate) => Gate = gate;

    internal GateReading(string code, string fact, string remedy) => (Code, Fact, Remedy) = (code, fact, remedy);

    /// <summary>Null where the text is no gate.</summary>
    public GateSpec? Gate { get; }

    /// <summary><c>RCP21nn</c>; null for a gate.</summary>
    public string? Code { get; }

    /// <summary>What is wrong; null for a gate.</summary>
    public string? Fact { get; }

    /// <summary>What to write instead; null for a gate.</summary>
    public string? Remedy { get; }
}
