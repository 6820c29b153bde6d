using System.Text.Json.Serialization;

namespace Recipes.Torch.Files;

/// <summary>Ways to stretch rotary positions, by their names in <c>config.json</c>.</summary>
public enum RopeKind
{
    /// <summary>Every frequency divided by the factor (Chen et al. 2023).</summary>
    Linear,

    /// <summary>A base that grows with the length of the sequence once it is longer than trained ("dynamic NTK").</summary>
    Dynamic,

    /// <summary>Llama 3.1: slow frequencies divided, fast ones kept, those between mixed.</summary>
    Llama3,

    /// <summary>YaRN (Peng et al. 2023), with its factor on queries and keys.</summary>
    Yarn,

    /// <summary>Each frequency divided by a factor of its own, as GGUF files give Llama 3's rule.</summary>
    Factors,
}

/// <summary>How rotary positions are stretched; defaults are those of transformers.</summary>
public sealed record RopeScaling
{
    /// <summary>The rule.</summary>
    public required RopeKind Kind { get; init; }

    /// <summary>How much longer than trained, at least 1.</summary>
    public required double Factor { get; init; }

    /// <summary>Longest sequence of the first training, in tokens.</summary>
    public required int TrainedContext { get; init; }

    /// <summary>Llama3: turns within the trained context below which a frequency is slow.</summary>
    public double LowTurns { get; init; } = 1;

    /// <summary>Llama3: turns above which it is fast.</summary>
    public double HighTurns { get; init; } = 4;

    /// <summary>YaRN: turns above which a frequency is kept.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>YaRN: turns below which it is divided.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>YaRN: whether the borders are rounded to whole pairs.</summary>
    public bool Truncates { get; init; } = true;

    /// <summary>Factor on cosines and sines; 1 but for YaRN.</summary>
    public double Magnitude { get; init; } = 1;

    /// <summary>Factors: one per pair of turned numbers; null for other rules.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Factors { get; init; }
}
