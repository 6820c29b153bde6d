using System.Text;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>The two files of PEFT's layout, whatever kind of adapter they hold.</summary>
internal static class AdapterFiles
{
    /// <summary>Name of the settings.</summary>
    public const string Config = "adapter_config.json";

    /// <summary>Name of the tensors.</summary>
    public const string Weights = "adapter_model.safetensors";

    /// <summary>Writes the settings, as PEFT lays them out.</summary>
    public static void WriteConfig(string folder, JsonObject json) => File.WriteAllText(
        Path.Combine(folder, Config), json.ToJsonString(JsonLines.Indented) + "\n", new UTF8Encoding(false));

    /// <summary>Reads exactly the wanted tensors, then renews what is computed with.</summary>
    /// <param name="folder">Of the adapter.</param>
    /// <param name="weights">Takes the values.</param>
    /// <param name="wanted">What the file must hold, and nothing else.</param>
    /// <param name="stray">What is said of a tensor that is not wanted.</param>
    /// <param name="remedy">Of every fault.</param>
    /// <exception cref="RecipeException">RCP5322 tensors are missing, of another shape or too many; all of them.</exception>
    public static void Read(
        string folder, FlatWeights weights, IReadOnlyList<WeightSlot> wanted, string stray, string remedy)
    {
        var path = Path.Combine(folder, Weights);
        using var file = new TensorFile(path);
        var names = wanted.Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        List<string> faults =
        [
            .. wanted.Where(slot => !file.Entries.TryGetValue(slot.Name, out var entry)
                    || !entry.Shape.SequenceEqual(slot.Shape))
                .Select(slot => $"{slot.Name} is missing or not [{string.Join(", ", slot.Shape)}]"),
            .. file.Entries.Keys.Where(name => !names.Contains(name)).Order(StringComparer.Ordinal)
                .Select(name => $"{name} {stray}"),
        ];
        if (faults.Count > 0)
        {
            throw new RecipeException(
                2, [.. faults.Select(fact => new Problem { Code = "RCP5322", Fact = fact, File = path, Remedy = remedy })]);
        }

        using var scope = NewDisposeScope();
        foreach (var slot in wanted)
        {
            file.ReadInto(slot.Name, weights.Values(slot));
        }

        weights.Renew();
    }
}
