using System.Text.Json;
using Recipes.Core;

namespace Recipes.Serving;

/// <summary>Where a model lies: a folder of its own, or an adapter and its base.</summary>
public sealed record ModelPlace
{
    private const string AdapterConfig = "adapter_config.json";

    /// <summary>With config.json, weights and tokenizer.</summary>
    public required string Folder { get; init; }

    /// <summary>A PEFT folder put on top; null for none.</summary>
    public string? AdapterFolder { get; init; }

    /// <summary>What clients see: the name of the adapter's folder, else of the model's.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(AdapterFolder ?? Folder)));

    /// <summary>Looks whether a folder holds a model or an adapter, and finds an adapter's base.</summary>
    /// <param name="folder">As the user gave it.</param>
    /// <param name="baseFolder">The base of an adapter; null → the folder that adapter_config.json names, else
    /// <paramref name="fallback"/>.</param>
    /// <param name="fallback">The recipe's base; null for none.</param>
    /// <exception cref="RecipeException">RCP5401: no model is there, or an adapter's base is not known.</exception>
    public static ModelPlace Find(string folder, string? baseFolder, string? fallback)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (File.Exists(Path.Combine(folder, "config.json")))
        {
            return new() { Folder = folder };
        }

        var adapter = Path.Combine(folder, AdapterConfig);
        if (!File.Exists(adapter))
        {
            throw Refusal($"{folder} holds neither a config.json nor an {AdapterConfig}", "give the folder of a model or of an adapter", folder);
        }

        var found = baseFolder ?? Named(adapter, folder) ?? fallback;
        return found is not null && File.Exists(Path.Combine(found, "config.json"))
            ? new() { Folder = found, AdapterFolder = folder }
            : throw Refusal(
                found is null ? "the base of the adapter is not known" : $"the base of the adapter, {found}, has no config.json",
                "give the base's folder by --base=DIR",
                adapter);
    }

    /// <summary>The base that an adapter names, where that is a folder here.</summary>
    private static string? Named(string file, string folder)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var name = json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("base_model_name_or_path", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
            var path = string.IsNullOrEmpty(name) ? null : Path.GetFullPath(Path.Combine(folder, name));
            return path is not null && File.Exists(Path.Combine(path, "config.json")) ? path : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refusal($"{AdapterConfig} cannot be read: {e.Message}", "fetch the adapter again from where it came from", file);
        }
    }

    private static RecipeException Refusal(string fact, string remedy, string file) =>
        new(new Problem { Code = "RCP5401", Fact = fact, Remedy = remedy, File = file });
}
