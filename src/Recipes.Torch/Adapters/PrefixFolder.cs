using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>Prefixes in PEFT's layout: <c>adapter_config.json</c> with <c>PREFIX_TUNING</c>, and one tensor.</summary>
/// <remarks>What a projection made is saved, not the projection: so PEFT does it, and so it is read.
/// Source: huggingface/peft, tuners/prefix_tuning and utils/save_and_load.py.</remarks>
public static class PrefixFolder
{
    private const string Type = "PREFIX_TUNING";
    private const int MostTokens = 1 << 16;
    private const int Largest = 1 << 24;

    // Fields that say how a prefix was made or where it came from.
    private static readonly HashSet<string> _harmless = new(StringComparer.Ordinal)
    {
        "auto_mapping", "base_model_name_or_path", "encoder_hidden_size", "inference_mode", "init_weights", "peft_version",
        "prefix_projection", "revision", "task_type",
    };

    /// <summary>Whether a folder holds a prefix; false where there is no readable config.</summary>
    public static bool IsOne(string folder)
    {
        var path = Path.Combine(folder, AdapterFiles.Config);
        try
        {
            using var json = File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 32 }) : null;
            return json?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("peft_type", out var type) && type.ToString() == Type;
        }
        catch (JsonException) // the reader of the other kinds says what is wrong with it
        {
            return false;
        }
    }

    /// <summary>Reads a prefix for a base of a given shape.</summary>
    /// <exception cref="RecipeException">RCP5321 fields that are not honoured or do not fit the base · RCP5322 another
    /// tensor; every reason at once.</exception>
    public static PrefixAdapter Read(string folder, ModelConfig config, bool trains)
    {
        ArgumentNullException.ThrowIfNull(config);
        var adapter = new PrefixAdapter(config, new() { Tokens = Tokens(folder, config) }, trains);
        try
        {
            AdapterFiles.Read(
                folder, adapter.Weights, [adapter.Weights.Layout[PrefixAdapter.Saved]], "is no part of a prefix",
                "the prefix belongs to another base");
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes a prefix, float32.</summary>
    /// <param name="adapter">What to write; a projection is applied.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="baseName">For people: the name of the base, no path of this machine.</param>
    public static void Write(PrefixAdapter adapter, string folder, string baseName)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Directory.CreateDirectory(folder);
        var config = adapter.Config;
        var json = new JsonObject // in ordinal order, as PEFT writes it
        {
            ["base_model_name_or_path"] = baseName,
            ["encoder_hidden_size"] = config.KeyWidth,
            ["inference_mode"] = true,
            ["num_attention_heads"] = config.KeyValueHeads,
            ["num_layers"] = config.Layers,
            ["num_transformer_submodules"] = 1,
            ["num_virtual_tokens"] = adapter.Tokens,
            ["peft_type"] = Type,
            ["prefix_projection"] = adapter.Spec.IsProjected,
            ["task_type"] = "CAUSAL_LM",
            ["token_dim"] = config.KeyWidth,
        };
        AdapterFiles.WriteConfig(folder, json);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFiles.Weights), [(PrefixAdapter.Saved, adapter.Flat())]);
    }

    /// <summary>Checks the config and gives the places.</summary>
    private static int Tokens(string folder, ModelConfig config)
    {
        var path = Path.Combine(folder, AdapterFiles.Config);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 32 });
        var problems = new List<Problem>();
        var fields = new ConfigFields(json.RootElement, path, problems);
        fields.Text("peft_type", "");
        var tokens = fields.Whole("num_virtual_tokens", MostTokens);
        (string Name, int Wanted)[] shape =
        [
            ("num_layers", config.Layers), ("num_attention_heads", config.KeyValueHeads), ("token_dim", config.KeyWidth),
            ("num_transformer_submodules", 1),
        ];
        foreach (var (name, wanted) in shape)
        {
            var given = fields.Whole(name, Largest, wanted);
            if (given != wanted)
            {
                problems.Add(Fault($"{name} is {given} where the base has {wanted}"));
            }
        }

        problems.AddRange(fields.Unread().Where(name => !_harmless.Contains(name))
            .Select(name => Fault($"{name}: {json.RootElement.GetProperty(name).GetRawText()} is not built")));
        return problems.Count == 0 ? tokens : throw new RecipeException(2, problems);

        Problem Fault(string fact) => new() { Code = "RCP5321", Fact = fact, File = path };
    }
}
