using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>Adapter folders in PEFT's layout: <c>adapter_config.json</c> and
/// <c>adapter_model.safetensors</c>.</summary>
/// <remarks>Only fields in use are written; a field that would change the numbers and is not built is refused by name.
/// Source: huggingface/peft, docs/source/developer_guides/checkpoint.md.</remarks>
public static class PeftFolder
{
    // Fields that say how an adapter was made or where it came from, or that are read below.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "alpha_pattern", "auto_mapping", "base_model_name_or_path", "inference_mode", "init_lora_weights",
        "loftq_config", "lora_alpha", "lora_dropout", "megatron_core", "peft_type", "peft_version", "qalora_group_size",
        "r", "rank_pattern", "revision", "target_modules", "task_type", "use_dora", "use_rslora",
    };

    /// <summary>Rank, alpha and targets of a folder.</summary>
    /// <exception cref="RecipeException">No LoRA adapter, or one with parts that are not built; every reason at
    /// once.</exception>
    public static LoraSpec ReadSpec(string folder)
    {
        var path = Path.Combine(folder, AdapterFiles.Config);
        if (!File.Exists(path))
        {
            throw Unreadable($"the folder has no {AdapterFiles.Config}", folder);
        }

        using var json = Parse(path);
        var faults = Faults(json.RootElement).ToList();
        if (faults.Count > 0)
        {
            throw new RecipeException(
                2, [.. faults.Select(fact => new Problem { Code = "RCP5321", Fact = fact, File = path })]);
        }

        var targets = json.RootElement.GetProperty("target_modules");
        return new()
        {
            Rank = json.RootElement.GetProperty("r").GetInt32(),
            Alpha = json.RootElement.GetProperty("lora_alpha").GetDouble(),
            TargetPattern = targets.ValueKind == JsonValueKind.String && targets.GetString() != "all-linear"
                ? targets.GetString() : null,
            Targets = targets.ValueKind == JsonValueKind.String
                ? ["all-linear"] : [.. targets.EnumerateArray().Select(target => target.GetString() ?? "")],
            IsRankStabilized = IsOn(json.RootElement, "use_rslora"),
            HasMagnitudes = IsOn(json.RootElement, "use_dora"),
            RankPattern = Pattern(json.RootElement, "rank_pattern", value => value.GetInt32()),
            AlphaPattern = Pattern(json.RootElement, "alpha_pattern", value => value.GetDouble()),
        };
    }

    /// <summary>Reads an adapter for a base of a given shape.</summary>
    public static LoraAdapter Read(string folder, ModelConfig config, Precision precision, bool trains)
    {
        var adapter = new LoraAdapter(config, ReadSpec(folder), precision, trains);
        try
        {
            AdapterFiles.Read(
                folder, adapter.Weights, adapter.Weights.Layout.Slots, "fits no part of the base",
                "the adapter belongs to another base");
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter; its tensors are float32.</summary>
    /// <param name="adapter">What to write.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="baseName">For people: the name of the base, no path of this machine.</param>
    public static void Write(LoraAdapter adapter, string folder, string baseName)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Directory.CreateDirectory(folder);
        var lora = adapter.Lora;
        var json = new JsonObject // in ordinal order, as PEFT writes it
        {
            ["alpha_pattern"] = new JsonObject(lora.AlphaPattern.Select(
                one => KeyValuePair.Create(one.Key, (JsonNode?)Number(one.Value)))),
            ["base_model_name_or_path"] = baseName,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Number(lora.Alpha),
            ["lora_dropout"] = 0.0,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = lora.Rank,
            ["rank_pattern"] = new JsonObject(lora.RankPattern.Select(
                one => KeyValuePair.Create(one.Key, (JsonNode?)JsonValue.Create(one.Value)))),
            ["target_modules"] = new JsonArray([.. adapter.Targets.Select(name => JsonValue.Create(name))]),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = lora.HasMagnitudes,
            ["use_rslora"] = lora.IsRankStabilized,
        };
        AdapterFiles.WriteConfig(folder, json);
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFiles.Weights), [.. adapter.Weights.Layout.Slots
            .OrderBy(slot => slot.Name, StringComparer.Ordinal)
            .Select(slot => (slot.Name, adapter.Weights.Values(slot).to(ScalarType.Float32)))]);
    }

    /// <summary>PEFT wants a whole alpha as an integer.</summary>
    private static JsonValue Number(double alpha) =>
        alpha == Math.Floor(alpha) ? JsonValue.Create((long)alpha) : JsonValue.Create(alpha);

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 32 });
        }
        catch (JsonException e)
        {
            throw Unreadable("no JSON: " + e.Message.ReplaceLineEndings(" "), path);
        }
    }

    private static RecipeException Unreadable(string fact, string path) =>
        new(new Problem { Code = "RCP5320", Fact = fact, File = path, Remedy = "name a folder that PEFT wrote" });

    private static IEnumerable<string> Faults(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            yield return "the adapter's config is no object";
            yield break;
        }

        foreach (var fault in FaultsOfRead(json).Concat(json.EnumerateObject().Where(ChangesNumbers)
            .Select(field => $"{field.Name}: {field.Value.GetRawText()} is not built")))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> FaultsOfRead(JsonElement json)
    {
        if (!json.TryGetProperty("peft_type", out var type) || type.ToString() != "LORA")
        {
            yield return $"peft_type {type} is not built, only LORA";
        }

        if (!json.TryGetProperty("r", out var rank) || rank.ValueKind != JsonValueKind.Number
            || !rank.TryGetInt32(out var r) || r is < 1 or > 65536)
        {
            yield return "r must be a whole number from 1 to 65536";
        }

        if (!json.TryGetProperty("lora_alpha", out var alpha) || alpha.ValueKind != JsonValueKind.Number)
        {
            yield return "lora_alpha must be a number";
        }

        foreach (var fault in FaultsOfTargets(json)
            .Concat(FaultsOfPattern(json, "rank_pattern", value => value.TryGetInt32(out var r) && r is >= 1 and <= 65536))
            .Concat(FaultsOfPattern(json, "alpha_pattern", value => value.GetDouble() > 0)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> FaultsOfTargets(JsonElement json)
    {
        if (!json.TryGetProperty("target_modules", out var targets)
            || targets.ValueKind is not (JsonValueKind.Array or JsonValueKind.String))
        {
            yield return "target_modules must be a list of names or an expression";
        }
        else if (targets.ValueKind == JsonValueKind.String && !IsExpression(targets.GetString() ?? ""))
        {
            yield return $"target_modules: {targets.GetRawText()} is no expression that is built";
        }
    }

    private static IEnumerable<string> FaultsOfPattern(JsonElement json, string name, Func<JsonElement, bool> holds)
    {
        if (!json.TryGetProperty(name, out var pattern) || pattern.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return pattern.ValueKind != JsonValueKind.Object ? [$"{name} must be an object"]
            : pattern.EnumerateObject()
                .Where(one => !IsExpression(one.Name) || one.Value.ValueKind != JsonValueKind.Number || !holds(one.Value))
                .Select(one => $"{name}: {one.Name}: {one.Value.GetRawText()} is not built");
    }

    private static bool IsExpression(string pattern)
    {
        try
        {
            LoraTargets.Expression(LoraTargets.Ending(pattern));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsOn(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static IReadOnlyList<KeyValuePair<string, T>> Pattern<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out var pattern) && pattern.ValueKind == JsonValueKind.Object
            ? [.. pattern.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, read(one.Value)))] : [];

    private static bool ChangesNumbers(JsonProperty field) => field.Name switch
    {
        "bias" => field.Value.ToString() != "none",
        "use_dora" or "use_rslora" => field.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null),
        _ => !Harmless.Contains(field.Name) && IsSet(field.Value),
    };

    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };
}
