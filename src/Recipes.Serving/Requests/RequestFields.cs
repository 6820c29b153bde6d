using System.Text.Json;

namespace Recipes.Serving.Requests;

/// <summary>The fields of a request, each read once with its limits.</summary>
/// <param name="root">A JSON object whose texts are valid Unicode.</param>
internal sealed class RequestFields(JsonElement root)
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestFault">No JSON object, or one with half a surrogate pair in a text.</exception>
    public static RequestFields Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, _strict);
            var root = json.RootElement.Clone();
            CheckTexts(root);
            return root.ValueKind == JsonValueKind.Object ? new(root) : throw new RequestFault(400, "the body must be a JSON object");
        }
        catch (JsonException e)
        {
            throw new RequestFault(400, $"the body is no JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new RequestFault(400, $"the body holds a text that is not Unicode: {e.Message}");
        }
    }

    /// <summary>The field; null where it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A number between limits.</summary>
    public double Number(string name, double otherwise, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return otherwise;
        }

        var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
        return number >= least && number <= most
            ? number
            : throw Wrong(name, $"a number from {Shown(least)} to {Shown(most)}", value);
    }

    /// <summary>A whole number between limits; null where the field is absent.</summary>
    public long? Whole(string name, long least, long most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} to {most}", value);
    }

    /// <summary>A flag.</summary>
    public bool Flag(string name, bool otherwise = false) => Find(name) is not { } value ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false", value),
    };

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => Find(name) is not { } value
        ? throw new RequestFault(400, $"{name} is missing", name, "missing_required_parameter")
        : value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : throw Wrong(name, "a text", value);

    /// <summary>One text or a list of texts, none empty; at most a number of them.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        List<JsonElement> items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        var texts = items.Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null).OfType<string>().ToList();
        return texts.Count == items.Count && texts.Count <= most && texts.TrueForAll(text => text.Length > 0)
            ? texts
            : throw Wrong(name, $"a text or a list of at most {most} texts, none empty", value);
    }

    /// <summary>A list of token ids.</summary>
    public int[] Ids(string name) => Find(name) is { } value ? IdsOf(value, name) : [];

    /// <summary>A list of token ids.</summary>
    public static int[] IdsOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, "a list of token ids", value);
        }

        var ids = new int[value.GetArrayLength()];
        var at = 0;
        foreach (var item in value.EnumerateArray())
        {
            ids[at++] = item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var id) && id >= 0
                ? id
                : throw Wrong(name, "a list of token ids", item);
        }

        return ids;
    }

    /// <summary>Refuses a field that would change the answer and is not built, unless it says what happens anyway.</summary>
    public void Refuse(string name, Func<JsonElement, bool> isHarmless)
    {
        if (Find(name) is { } value && !isHarmless(value))
        {
            throw new RequestFault(400, $"{name}: {Short(value)} is not built in this server; leave it out", name, "unsupported_parameter");
        }
    }

    /// <summary>The fault of a value.</summary>
    public static RequestFault Wrong(string name, string must, JsonElement value) =>
        new(400, $"{name} must be {must} but is {Short(value)}", name, "invalid_value");

    private static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    private static string Shown(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="InvalidOperationException">Half a surrogate pair.</exception>
    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
        }
    }
}
