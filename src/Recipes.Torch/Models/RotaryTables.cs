using System.Collections.Concurrent;
using Recipes.Torch.Files;

namespace Recipes.Torch.Models;

/// <summary>Cosines and sines of rotary positions: angles p · f_i for place p and pair i.</summary>
/// <remarks>f_i = θ^(−2i/R) for R turned numbers of a head, then stretched as the config says. Threads share the
/// tables. Sources: Su et al. 2021; the stretched ones as transformers' modeling_rope_utils.py computes them.</remarks>
internal sealed class RotaryTables(ModelConfig config)
{
    private const int FirstPlaces = 512; // tables grow with the longest row seen
    private const int KeptTables = 32; // of dynamic scaling, which has one per length of a sequence

    private readonly int _half = config.RotarySize / 2;
    private readonly ConcurrentDictionary<int, Table> _tables = new();

    /// <summary>The table of a sequence.</summary>
    /// <param name="sequenceTokens">Its length, which decides the base under dynamic scaling and nothing else.</param>
    /// <param name="places">How many places it must hold.</param>
    public Table Of(int sequenceTokens, int places)
    {
        var key = config.Rope is { Kind: RopeKind.Dynamic } rope ? Math.Max(sequenceTokens, rope.TrainedContext) : 0;
        if (_tables.TryGetValue(key, out var table) && table.Places >= places)
        {
            return table;
        }

        if (_tables.Count > KeptTables)
        {
            _tables.Clear();
        }

        return _tables[key] = Make(key, key > 0 ? Math.Max(key, places) : Math.Max(FirstPlaces, 2 * places));
    }

    private Table Make(int dynamicTokens, int places)
    {
        var (cosines, sines) = (new float[places * _half], new float[places * _half]);
        var magnitude = (float)(config.Rope?.Magnitude ?? 1);
        var frequencies = Frequencies(dynamicTokens);
        for (var i = 0; i < _half; i++)
        {
            for (var place = 0; place < places; place++)
            {
                cosines[(place * _half) + i] = MathF.Cos(place * frequencies[i]) * magnitude;
                sines[(place * _half) + i] = MathF.Sin(place * frequencies[i]) * magnitude;
            }
        }

        return new(_half, places, cosines, sines);
    }

    /// <summary>What the angle of each pair grows by from place to place.</summary>
    public static float[] Frequencies(ModelConfig config) => new RotaryTables(config).Frequencies(dynamicTokens: 0);

    /// <summary>In float32 as the published code: its rounding is part of what models were trained with.</summary>
    private float[] Frequencies(int dynamicTokens)
    {
        var size = config.RotarySize;
        var plain = Enumerable.Range(0, _half).Select(i => 1f / (float)Math.Pow(Theta(dynamicTokens), 2f * i / size));
        return config.Rope switch
        {
            { Kind: RopeKind.Linear } rope => [.. plain.Select(frequency => frequency / (float)rope.Factor)],
            { Kind: RopeKind.Llama3 } rope => [.. plain.Select(frequency => Llama3(frequency, rope))],
            { Kind: RopeKind.Yarn } rope => [.. plain.Select((frequency, i) => Yarn(frequency, i, rope))],
            { Factors: { } factors } => [.. plain.Zip(factors, (frequency, factor) => frequency / factor)],
            _ => [.. plain],
        };
    }

    private double Theta(int dynamicTokens) => config.Rope is { Kind: RopeKind.Dynamic } rope
        ? config.RopeTheta * Math.Pow(
            (rope.Factor * dynamicTokens / rope.TrainedContext) - (rope.Factor - 1),
            config.RotarySize / (config.RotarySize - 2.0))
        : config.RopeTheta;

    /// <summary>Slow frequencies divided, fast ones kept, those between mixed by their turns within the trained
    /// context.</summary>
    private static float Llama3(float frequency, RopeScaling rope)
    {
        var turns = rope.TrainedContext * frequency / (2 * Math.PI);
        var kept = Math.Clamp((turns - rope.LowTurns) / (rope.HighTurns - rope.LowTurns), 0, 1);
        return (float)(((1 - kept) * frequency / rope.Factor) + (kept * frequency));
    }

    /// <summary>The same with a border that is a ramp over pairs instead of turns.</summary>
    private float Yarn(float frequency, int pair, RopeScaling rope)
    {
        var (low, high) = (Pair(rope.BetaFast), Pair(rope.BetaSlow));
        (low, high) = rope.Truncates ? (Math.Floor(low), Math.Ceiling(high)) : (low, high);
        (low, high) = (Math.Max(low, 0), Math.Min(high, config.RotarySize - 1));
        high = low == high ? high + 0.001 : high; // as the published code: no division by 0
        var divided = Math.Clamp((pair - low) / (high - low), 0, 1);
        return (float)((divided * frequency / rope.Factor) + ((1 - divided) * frequency));

        double Pair(double turns) => config.RotarySize * Math.Log(rope.TrainedContext / (turns * 2 * Math.PI))
            / (2 * Math.Log(config.RopeTheta));
    }

    /// <summary>(places, R/2) each.</summary>
    public sealed record Table(int Half, int Places, float[] Cosines, float[] Sines)
    {
        /// <summary>Cosines of a place.</summary>
        public ReadOnlySpan<float> Cosine(long place) => Cosines.AsSpan((int)place * Half, Half);

        /// <summary>Sines of a place.</summary>
        public ReadOnlySpan<float> Sine(long place) => Sines.AsSpan((int)place * Half, Half);
    }
}
