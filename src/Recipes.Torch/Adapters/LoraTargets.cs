using System.Text.RegularExpressions;
using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Torch.Adapters;

/// <summary>Which maps a list of targets means. As in PEFT a target is a module's whole path or the end of one, so
/// <c>q_proj</c> is every layer's.</summary>
public static class LoraTargets
{
    /// <summary>The module path of a map, such as <c>model.layers.0.self_attn.q_proj</c>.</summary>
    public static string Path(ModelConfig config, int layer, LinearPart part) =>
        $"{config.Facts.LayerPrefix}{layer}.{part.Path}";

    /// <summary>Whether a map is a target.</summary>
    public static bool Include(ModelConfig config, LoraSpec lora, int layer, LinearPart part)
    {
        var path = Path(config, layer, part);
        return lora.TargetPattern is { } pattern ? Expression($"^(?:{pattern})$").IsMatch(path)
            : lora.Targets is ["all-linear"] || lora.Targets.Any(target => Means(target, path));
    }

    /// <summary>The rank of a map: that of the first pattern that matches, else the common one.</summary>
    public static int Rank(ModelConfig config, LoraSpec lora, int layer, LinearPart part) =>
        First(lora.RankPattern, Path(config, layer, part), lora.Rank);

    /// <summary>What its update is multiplied with: alpha / r, or alpha / √r.</summary>
    public static double Scale(ModelConfig config, LoraSpec lora, int layer, LinearPart part)
    {
        var alpha = First(lora.AlphaPattern, Path(config, layer, part), lora.Alpha);
        var rank = Rank(config, lora, layer, part);
        return lora.IsRankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    /// <summary>Compiles an expression of a config. It cannot run for long, for it never goes back.</summary>
    /// <exception cref="ArgumentException">It does not hold.</exception>
    /// <exception cref="NotSupportedException">It looks around or behind.</exception>
    public static Regex Expression(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>PEFT's rule for patterns: the expression is the whole path or its end after a dot.</summary>
    public static string Ending(string pattern) => $@"^(?:.*\.)?(?:{pattern})$";

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
        if (Problems(config, lora).ToList() is [_, ..] problems)
        {
            throw new RecipeException(2, problems);
        }
    }

    /// <summary>Targets that the model does not have; empty where it has all.</summary>
    public static IEnumerable<Problem> Problems(ModelConfig config, LoraSpec lora)
    {
        var parts = LinearPart.All(config);
        var paths = Enumerable.Range(0, config.Layers)
            .SelectMany(layer => parts.Select(part => Path(config, layer, part))).ToList();
        var remedy = $"name all-linear, or some of {string.Join(", ", parts.Select(part => part.Name))}";
        if (lora.TargetPattern is { } pattern)
        {
            return paths.Exists(Expression($"^(?:{pattern})$").IsMatch) ? []
                : [new() { Code = "RCP6302", Fact = $"no module of the model matches the targets' expression {pattern}", Remedy = remedy }];
        }

        return lora.Targets is ["all-linear"] ? [] : lora.Targets.Where(target => !paths.Exists(path => Means(target, path))).Select(unknown =>
            new Problem { Code = "RCP6302", Fact = $"train.lora.targets names {unknown}, which the model does not have", Remedy = remedy });
    }

    private static T First<T>(IReadOnlyList<KeyValuePair<string, T>> patterns, string path, T otherwise)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (Expression(Ending(pattern)).IsMatch(path))
            {
                return value;
            }
        }

        return otherwise;
    }

    private static bool Means(string target, string path) =>
        target == path || path.EndsWith("." + target, StringComparison.Ordinal);
}
