using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Torch.Adapters;

/// <summary>Which maps a list of targets means. As in PEFT a target is a module's whole path or the end of one, so
/// <c>q_proj</c> is every layer's.</summary>
internal static class LoraTargets
{
    /// <summary>The module path of a map, such as <c>model.layers.0.self_attn.q_proj</c>.</summary>
    public static string Path(ModelConfig config, int layer, LinearPart part) =>
        $"{config.Facts.LayerPrefix}{layer}.{part.Path}";

    /// <summary>Whether a map is a target.</summary>
    public static bool Include(ModelConfig config, LoraSpec lora, int layer, LinearPart part)
    {
        var path = Path(config, layer, part);
        return lora.Targets is ["all-linear"] || lora.Targets.Any(target => Means(target, path));
    }

    /// <summary>The targets as PEFT's config names them: short names where every layer has the same, else paths.</summary>
    public static IReadOnlyList<string> Names(ModelConfig config, LoraSpec lora)
    {
        var parts = LinearPart.All(config);
        var layers = Enumerable.Range(0, config.Layers)
            .Select(layer => parts.Where(part => Include(config, lora, layer, part)).ToList()).ToList();
        return layers.TrueForAll(targets => targets.SequenceEqual(layers[0]))
            ? [.. layers[0].Select(part => part.Name)]
            : [.. layers.SelectMany((targets, layer) => targets.Select(part => Path(config, layer, part)))];
    }

    /// <exception cref="RecipeException">A target that the model does not have.</exception>
    public static void Check(ModelConfig config, LoraSpec lora)
    {
        var parts = LinearPart.All(config);
        var paths = Enumerable.Range(0, config.Layers)
            .SelectMany(layer => parts.Select(part => Path(config, layer, part))).ToList();
        if (lora.Targets is not ["all-linear"]
            && lora.Targets.FirstOrDefault(target => !paths.Exists(path => Means(target, path))) is { } unknown)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP6302",
                Fact = $"train.lora.targets names {unknown}, which the model does not have",
                Remedy = $"name all-linear, or some of {string.Join(", ", parts.Select(part => part.Name))}",
            });
        }
    }

    private static bool Means(string target, string path) =>
        target == path || path.EndsWith("." + target, StringComparison.Ordinal);
}
