using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Files.Gguf;

/// <summary>How rotary positions are stretched, as metadata and as the tensor <c>rope_freqs.weight</c>, and back.</summary>
/// <remarks>llama.cpp divides each frequency by that tensor's factor; Llama 3's rule is written that way
/// (convert_hf_to_gguf.py, LlamaModel.generate_extra_tensors). Its YaRN multiplies cosines and sines by
/// 1 + 0.1·ln(factor) and by <c>attn_factor</c> (ggml, rope_yarn).</remarks>
internal static class GgufScaling
{
    /// <summary>The tensor of Llama 3's factors.</summary>
    public const string FactorsName = "rope_freqs.weight";

    /// <summary>YaRN's keys below <c>rope.scaling</c>.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Yarn(RopeScaling rope)
    {
        yield return new("type", "yarn");
        yield return new("factor", (float)rope.Factor);
        yield return new("original_context_length", rope.TrainedContext);
        yield return new("attn_factor", (float)(rope.Magnitude / PlainMagnitude(rope.Factor)));
        yield return new("yarn_beta_fast", (float)rope.BetaFast);
        yield return new("yarn_beta_slow", (float)rope.BetaSlow);
    }

    /// <summary>Llama 3's factors, (R/2); null for other rules.</summary>
    public static Tensor? Factors(ModelConfig config)
    {
        if (config.Rope is not { Kind: RopeKind.Llama3 })
        {
            return null;
        }

        var plain = RotaryTables.Frequencies(config with { Rope = null });
        var stretched = RotaryTables.Frequencies(config);
        return tensor(plain.Zip(stretched, (one, other) => one / other).ToArray());
    }

    /// <summary>The rule that a file gives; null for none.</summary>
    /// <exception cref="InvalidDataException">A rule that is not read.</exception>
    public static RopeScaling? Read(GgufFile file, GgufKeys keys, ModelConfig config)
    {
        var factors = file.Entries.ContainsKey(FactorsName) ? Factors(file, config) : null;
        var factor = keys.Number("rope.scaling.factor", 1);
        return (keys.Text("rope.scaling.type") ?? "none") switch
        {
            "none" when factors is null => null,
            "none" => new() { Kind = RopeKind.Factors, Factor = 1, TrainedContext = config.Context, Factors = factors },
            "linear" when factors is null => new() { Kind = RopeKind.Linear, Factor = factor, TrainedContext = config.Context },
            "yarn" when factors is null => new()
            {
                Kind = RopeKind.Yarn,
                Factor = factor,
                TrainedContext = keys.Whole("rope.scaling.original_context_length", config.Context),
                BetaFast = keys.Number("rope.scaling.yarn_beta_fast", 32),
                BetaSlow = keys.Number("rope.scaling.yarn_beta_slow", 1),
                Magnitude = keys.Number("rope.scaling.attn_factor", 1) * PlainMagnitude(factor),
            },
            var kind => throw new InvalidDataException($"rope scaling of type {kind} is not read"),
        };
    }

    private static float[] Factors(GgufFile file, ModelConfig config)
    {
        if (file.Entries[FactorsName].Elements != config.RotarySize / 2)
        {
            throw new InvalidDataException($"{FactorsName} has {file.Entries[FactorsName].Elements} factors for {config.RotarySize / 2} pairs");
        }

        using var factors = file.Read(FactorsName);
        return factors.data<float>().ToArray();
    }

    private static double PlainMagnitude(double factor) => factor <= 1 ? 1 : (0.1 * Math.Log(factor)) + 1;
}
