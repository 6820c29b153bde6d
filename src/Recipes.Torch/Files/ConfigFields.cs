using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>The fields of a config.json; what has the wrong type becomes a problem instead of an exception.</summary>
internal sealed class ConfigFields(JsonElement root, string path, List<Problem> problems)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public void Refuse(string fact) => problems.Add(new()
    {
        Code = "RCP5312",
        Fact = fact,
        File = path,
        Remedy = "use a base whose config.json has only what is built",
    });

    /// <summary>Set fields that nobody asked for so far, in the order of the file.</summary>
    public IEnumerable<string> Unread() => root.ValueKind != JsonValueKind.Object ? [] : root.EnumerateObject()
        .Where(field => IsSet(field.Value) && !_read.Contains(field.Name))
        .Select(field => field.Name);

    public bool Has(string name) => Field(name) is not null;

    /// <summary>The field is there and says null.</summary>
    public bool IsNull(string name)
    {
        Field(name);
        return root.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Null;
    }

    /// <summary>A number from 0; 0 where the field is absent.</summary>
    public int WholeOrZero(string name) => Number(name, 0) == 0 ? 0 : Whole(name, int.MaxValue);

    public bool Flag(string name, bool otherwise = false) => Field(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => Wrong(name, otherwise),
    };

    /// <summary>Refuses any other value of a field that only one value is built for; absent counts as that
    /// value.</summary>
    public void Expect(string name, bool value)
    {
        if (Flag(name, value) != value)
        {
            Refuse($"{name}: {(value ? "false" : "true")} is not built");
        }
    }

    public string Text(string name, string otherwise) => Field(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? otherwise,
        _ => Wrong(name, otherwise),
    };

    public IReadOnlyList<string> Texts(string name) => Field(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(one => one.ToString())],
        _ => Wrong<IReadOnlyList<string>>(name, []),
    };

    /// <summary>A number from 1 to the largest; <paramref name="otherwise"/> where the field is absent or
    /// null.</summary>
    public int Whole(string name, int largest, int otherwise = 0)
    {
        var field = Field(name);
        var number = otherwise;
        if (field is { } given && (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out number)))
        {
            return Wrong(name, 1);
        }

        if (number >= 1 && number <= largest)
        {
            return number;
        }

        problems.Add(new()
        {
            Code = "RCP5313",
            Fact = $"{name} must be a whole number from 1 to {largest} but is {field?.ToString() ?? "absent"}",
            File = path,
        });
        return 1;
    }

    public double Number(string name, double otherwise) => Field(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => Wrong(name, otherwise),
    };

    /// <summary>The fields of an object inside this one; null where it is absent.</summary>
    public ConfigFields? Inner(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } inner => new(inner, path, problems),
        _ => Wrong<ConfigFields?>(name, null),
    };

    public IReadOnlyList<int> Ids(string name) => Field(name) switch
    {
        null => [],
        { } one when IsId(one) => [one.GetInt32()],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(IsId) =>
            [.. list.EnumerateArray().Select(one => one.GetInt32())],
        _ => Wrong<IReadOnlyList<int>>(name, []),
    };

    private static bool IsId(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()?.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Number => value.GetDouble() != 0,
        _ => true,
    };

    private JsonElement? Field(string name)
    {
        _read.Add(name);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var field)
            && field.ValueKind != JsonValueKind.Null ? field : null;
    }

    private T Wrong<T>(string name, T otherwise)
    {
        problems.Add(new() { Code = "RCP5313", Fact = $"{name} has a value of the wrong type", File = path });
        return otherwise;
    }
}
