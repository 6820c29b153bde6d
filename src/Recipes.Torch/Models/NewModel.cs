using Recipes.Core;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Makes an untrained model in the layout of Qwen3.</summary>
public static class NewModel
{
    private const double Deviation = 0.02; // Qwen3's initializer_range

    /// <summary>The shape of a new model: feed-forward width 8/3 of the hidden size rounded to the nearest 64, as many
    /// key heads as query heads, tied embeddings, rotary base 10,000 (chosen by hand for contexts of some hundred
    /// tokens).</summary>
    /// <param name="spec">As the recipe has it.</param>
    /// <param name="vocabulary">Tokens of the trained tokenizer; the embedding has as many rows.</param>
    /// <param name="endIds">Ids that end an answer.</param>
    /// <param name="paddingId">Id of the padding token; null for none.</param>
    /// <exception cref="RecipeException">Hidden size and heads do not fit.</exception>
    public static ModelConfig Config(NewModelSpec spec, int vocabulary, IReadOnlyList<int> endIds, int? paddingId = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Heads < 1 || spec.Hidden % (2 * spec.Heads) != 0)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP6303",
                Fact = $"base.new.hidden {spec.Hidden} does not give {spec.Heads} heads an even size each",
                Remedy = $"give a hidden size that {2 * Math.Max(1, spec.Heads)} divides",
            });
        }

        return new()
        {
            Family = ModelFamily.Qwen3,
            Vocabulary = vocabulary,
            Hidden = spec.Hidden,
            Intermediate = Math.Max(1, (int)Math.Round(spec.Hidden * 8 / 3.0 / 64)) * 64,
            Layers = spec.Layers,
            Heads = spec.Heads,
            KeyValueHeads = spec.Heads,
            HeadSize = spec.Hidden / spec.Heads,
            Context = spec.Context,
            IsTied = true,
            EndIds = endIds,
            PaddingId = paddingId,
        };
    }

    /// <summary>Writes config.json and model.safetensors of an untrained model.</summary>
    /// <param name="config">From <see cref="Config"/>.</param>
    /// <param name="seed">Weights are normal with deviation 0.02; those that write into the residual stream (o_proj,
    /// down_proj) are divided by √(2·layers), as GPT-2 does (Radford et al. 2019, section 2.3); norms are 1.</param>
    /// <param name="folder">Made where it is missing.</param>
    public static void Create(ModelConfig config, long seed, string folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var weights = new FlatWeights(WeightLayout.Of(config), ScalarType.Float32, trains: false);
        foreach (var slot in weights.Layout.Slots)
        {
            var values = weights.Values(slot);
            if (slot.Shape.Count == 1)
            {
                values.copy_(ones_like(values));
            }
            else
            {
                var entersResidual = slot.Name.EndsWith("o_proj.weight", StringComparison.Ordinal)
                    || slot.Name.EndsWith("down_proj.weight", StringComparison.Ordinal);
                var shrink = entersResidual ? Math.Sqrt(2 * config.Layers) : 1;
                SeededNumbers.Normal(values, seed, slot.Name, Deviation / shrink);
            }
        }

        Directory.CreateDirectory(folder);
        ModelConfigWriter.Write(config, folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. weights.Layout.Slots.Select(slot => (slot.Name, weights.Values(slot)))]);
    }
}
