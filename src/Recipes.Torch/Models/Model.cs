using Recipes.Core;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A model in memory: its shape, its weights and its forward pass.</summary>
public sealed class Model : IDisposable
{
    internal Model(ModelConfig config, FlatWeights weights, LoraAdapter? adapter = null, PrefixAdapter? prefix = null)
    {
        Config = config;
        Weights = weights;
        Adapter = adapter;
        Prefix = prefix;
        Decoder = new(config, weights, adapter?.Updates, prefix);
    }

    /// <summary>The shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>The base's own weights.</summary>
    public FlatWeights Weights { get; }

    /// <summary>The adapter in use, or null. Owned by this object.</summary>
    public LoraAdapter? Adapter { get; }

    /// <summary>The trained prefix in use, or null. Owned by this object.</summary>
    public PrefixAdapter? Prefix { get; }

    /// <summary>The forward pass.</summary>
    public Decoder Decoder { get; }

    /// <summary>This model's values, not copied, with gradients of their own: for another thread. Dispose it before this.</summary>
    internal Model Twin() => new(Config, Weights.Twin(), Adapter?.Twin(), Prefix?.Twin());

    /// <summary>Room for what backward needs of forward.</summary>
    internal TapeMemory Tapes { get; } = new();

    /// <summary>What is trained: the adapter's weights where there is one, else the model's own.</summary>
    internal FlatWeights Trained => Adapter?.Weights ?? Prefix?.Weights ?? Weights;

    /// <summary>Reads a Hugging Face folder.</summary>
    /// <param name="folder">With config.json and safetensors files.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="adapterFolder">A PEFT folder to put on top; null for none.</param>
    /// <param name="quantizes">True → the linear maps are kept in four bits (NF4) while they are read.</param>
    /// <exception cref="RecipeException">A model that is not built, or files that do not fit each other.</exception>
    public static Model Load(string folder, Precision precision, string? adapterFolder = null, bool quantizes = false)
    {
        var config = ModelConfigReader.Read(folder);
        var weights = LoadWeights(folder, config, precision, trains: false, quantizes);
        if (adapterFolder is not null && PrefixFolder.IsOne(adapterFolder))
        {
            return new(config, weights, prefix: PrefixFolder.Read(adapterFolder, config, trains: false));
        }

        var adapter = adapterFolder is null ? null : PeftFolder.Read(adapterFolder, config, precision, trains: false);
        return new(config, weights, adapter);
    }

    /// <summary>The weights of a folder; a tied head may be stored under either of its names.</summary>
    internal static FlatWeights LoadWeights(
        string folder, ModelConfig config, Precision precision, bool trains, bool quantizes = false, bool keepsHalf = false)
    {
        TorchRuntime.EnsureLoaded();
        using var files = new WeightFiles(folder);
        var layout = WeightLayout.Of(config);
        var (head, stored) = (config.Facts.Head + ".weight", Fitting(files, config, layout));
        var weights = quantizes ? Quantized(config, layout, precision) : new(layout, precision.Type(), trains, keepsHalf);
        using var scope = NewDisposeScope();
        var broken = layout.Slots.Where(slot => !Read(files, stored(slot.Name), weights, slot))
            .Select(slot => $"{slot.Name} has numbers that are infinite or none (NaN)").ToList();
        if (broken.Count > 0)
        {
            weights.Dispose();
            throw files.Faults(broken);
        }

        if (config.NormsHead && !trains)
        {
            NormedHead.NormRows(weights.Values(layout[head]));
        }

        weights.Renew();
        return weights;
    }

    /// <summary>Compares the weight files of a folder with its shape by their headers alone.</summary>
    /// <returns>Tensors there.</returns>
    /// <exception cref="RecipeException">Every tensor that is missing, surplus or wrongly shaped; or a damaged file.</exception>
    public static int CheckWeights(string folder, ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var files = new WeightFiles(folder);
        Fitting(files, config, WeightLayout.Of(config));
        return files.Names.Count();
    }

    /// <summary>Requires all tensors, and gives the name under which each is stored.</summary>
    private static Func<string, string> Fitting(WeightFiles files, ModelConfig config, WeightLayout layout)
    {
        var facts = config.Facts;
        var (embedding, head) = (facts.Embedding + ".weight", facts.Head + ".weight");
        var isUnderHead = config.IsTied && !files.Has(embedding) && files.Has(head);
        string Stored(string name) => isUnderHead && name == embedding ? head : name;
        files.Require(
            [.. layout.Slots.Select(slot => (Stored(slot.Name), slot.Shape))],
            name => facts.Ignored.Any(end => name.EndsWith(end, StringComparison.Ordinal)) || (config.IsTied && name == head));
        return Stored;
    }

    /// <summary>Writes config.json and model.safetensors into a folder; an adapter is merged in float32 first.</summary>
    /// <exception cref="InvalidOperationException">With a prefix, which is no part of the weights.</exception>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="type">What the tensors are rounded to: float32, bfloat16 or float16.</param>
    public void Save(string folder, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        Directory.CreateDirectory(folder);
        ModelConfigWriter.Write(Config, folder, type);
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. Weights.Layout.Slots.Select(slot => new SafetensorsEntry(slot.Name, slot.Shape, type, () => Merged(slot)))]);
    }

    /// <summary>How far the weights are from those of another model of this shape, adapters left out, over the matrices
    /// that are in four bits here.</summary>
    /// <returns>The largest and the mean absolute difference; 0 where nothing is in four bits.</returns>
    public (double Largest, double Mean) WeightDifference(Model other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (largest, sum, count) = (0.0, 0.0, 0L);
        foreach (var slot in Weights.Layout.Slots.Where(Weights.IsQuantized))
        {
            using var scope = NewDisposeScope();
            var difference = Weights.Values(slot).sub(other.Weights.Values(other.Weights.Layout[slot.Name]).to(ScalarType.Float32)).abs();
            largest = Math.Max(largest, difference.max().item<float>());
            sum += difference.sum(ScalarType.Float64).item<double>();
            count += slot.Elements;
        }

        return (largest, sum / Math.Max(1, count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tapes.Dispose();
        Adapter?.Dispose();
        Prefix?.Dispose();
        Weights.Dispose();
    }

    /// <summary>Memory for the weights, in four bits from the first map of the layers on.</summary>
    private static FlatWeights Quantized(ModelConfig config, WeightLayout layout, Precision precision)
    {
        var prefix = config.Facts.LayerPrefix;
        return new(layout, precision.Type(), layout.Slots.First(slot => slot.Name.StartsWith(prefix, StringComparison.Ordinal)).Start);
    }

    /// <summary>Reads one tensor; false where a number is infinite or none at all.</summary>
    private static bool Read(WeightFiles files, string stored, FlatWeights weights, WeightSlot slot)
    {
        using var scope = NewDisposeScope();
        if (!weights.WillQuantize(slot))
        {
            return files.ReadInto(stored, weights.Values(slot));
        }

        var values = empty([.. slot.Shape]); // float32, of one matrix at a time
        var isFinite = files.ReadInto(stored, values);
        if (isFinite)
        {
            weights.Quantize(slot, values);
        }

        return isFinite;
    }

    /// <summary>A tensor in float32, an adapter merged into it; in the caller's scope.</summary>
    /// <exception cref="InvalidOperationException">A prefix is no part of the weights.</exception>
    internal Tensor Merged(WeightSlot slot)
    {
        if (Prefix is not null)
        {
            throw new InvalidOperationException("a prefix cannot be merged into weights");
        }

        var values = Weights.Values(slot).to(ScalarType.Float32);
        return Adapter?.Merged(slot.Name, values) ?? values;
    }
}
