using System.Text.Json;
using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>A JSON file being read, with the problems found so far: whatever is not honoured is refused by
/// name.</summary>
/// <param name="path">The file.</param>
internal sealed class TokenizerFile(string path)
{
    private const long LargestBytes = 256L << 20; // eight times the largest known

    private readonly List<Problem> _problems = [];

    /// <summary>The object in a JSON file.</summary>
    /// <exception cref="RecipeException">RCP5101: the file is absent, unreadable or no JSON object.</exception>
    public static JsonDocument Open(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestBytes })
            {
                throw Unreadable(path, $"is larger than {LargestBytes} bytes");
            }

            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Unreadable(path, "is not a JSON object");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unreadable(path, "cannot be read: " + e.Message);
        }
    }

    /// <summary>Reports something that the file asks for and that is not honoured.</summary>
    public void Refuse(string what) => _problems.Add(new()
    {
        Code = "RCP5102",
        Fact = $"{what} is not honoured by this tokenizer reader",
        Remedy = "use a model whose tokenizer does without it",
        File = path,
    });

    /// <summary>Reports a contradiction inside the file.</summary>
    public void Contradict(string what) => _problems.Add(new()
    {
        Code = "RCP5103",
        Fact = what,
        Remedy = "fetch the file again from where the model came from",
        File = path,
    });

    /// <summary>Refuses every key of the object that is not named here; absent objects and null have none.</summary>
    public void Know(JsonElement value, string place, params ReadOnlySpan<string> keys)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!keys.Contains(property.Name))
            {
                Refuse($"{place}.{property.Name}");
            }
        }
    }

    /// <summary>The child of that name; of kind Undefined where there is none.</summary>
    public static JsonElement Child(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var child) ? child : default;

    /// <summary>Whether the value is absent or null.</summary>
    public static bool IsAbsent(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The text of a string, or null for anything else, half a surrogate pair (\ud800) included.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A whole number that fits an id, or null.</summary>
    public static int? Id(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id >= 0 ? id : null;

    /// <summary>A flag; refuses anything but true, false or absent.</summary>
    public bool Flag(JsonElement owner, string name, string place, bool absent = false)
    {
        var value = Child(owner, name);
        if (
            value.ValueKind
            is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined or JsonValueKind.Null)
        )
        {
            Refuse($"{place}.{name}: {value.GetRawText()}");
        }

        return IsAbsent(value) ? absent : value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="RecipeException">All problems found.</exception>
    public void ThrowIfRefused()
    {
        if (_problems.Count > 0)
        {
            throw new RecipeException(2, _problems);
        }
    }

    /// <summary>A file's bytes.</summary>
    /// <exception cref="RecipeException">RCP5101.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return new FileInfo(path).Length > LargestBytes
                ? throw Unreadable(path, $"is larger than {LargestBytes} bytes")
                : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, "cannot be read: " + e.Message);
        }
    }

    /// <summary>The problem of a file that is absent or no such file: RCP5101.</summary>
    public static RecipeException Unreadable(string path, string why) => new(new Problem
    {
        Code = "RCP5101",
        Fact = $"{Path.GetFileName(path)} {why}",
        Remedy = "give a folder with a readable Hugging Face tokenizer.json",
        File = path,
    });
}
