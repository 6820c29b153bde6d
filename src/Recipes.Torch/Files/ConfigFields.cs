using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>The fields of a config.json; what has the wrong type becomes a problem instead of an exception.</summary>
internal sealed class ConfigFields(JsonElement root, string path, List<Problem> problems)
{
    public void Refuse(string fact) => problems.Add(new()
    {
        Code = "RCP5312",
        Fact = fact,
        File = path,
        Remedy = "use a Llama or Qwen3 model with plain rotary positions and full attention",
    });

    public bool Has(string name) => Field(root, name) is not null;

    public bool Flag(string name) => Field(root, name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => Wrong(name, false),
    };

    public string Text(string name, string otherwise) => Field(root, name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? otherwise,
        _ => Wrong(name, otherwise),
    };

    public IReadOnlyList<string> Texts(string name) => Field(root, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(one => one.ToString())],
        _ => Wrong<IReadOnlyList<string>>(name, []),
    };

    /// <summary>A number from 1 to the largest; <paramref name="otherwise"/> where the field is absent or
    /// null.</summary>
    public int Whole(string name, int largest, int otherwise = 0)
    {
        var field = Field(root, name);
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

    public double Number(string name, double otherwise) => Number(root, name) ?? otherwise;

    /// <summary>A number of <c>rope_parameters</c>, the form of transformers 5; null where it is not there.</summary>
    public double? Rope(string name) =>
        Field(root, "rope_parameters") is { ValueKind: JsonValueKind.Object } rope ? Number(rope, name) : null;

    /// <summary>The kind of rotary positions in either form.</summary>
    public string RopeType()
    {
        var rope = Field(root, "rope_parameters") ?? Field(root, "rope_scaling");
        return rope switch
        {
            null => "default",
            { ValueKind: JsonValueKind.Object } form =>
                (Field(form, "rope_type") ?? Field(form, "type"))?.ToString() ?? "default",
            _ => rope.Value.ToString(),
        };
    }

    public IReadOnlyList<int> Ids(string name) => Field(root, name) switch
    {
        null => [],
        { } one when IsId(one) => [one.GetInt32()],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(IsId) =>
            [.. list.EnumerateArray().Select(one => one.GetInt32())],
        _ => Wrong<IReadOnlyList<int>>(name, []),
    };

    private double? Number(JsonElement of, string name) => Field(of, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => Wrong<double?>(name, null),
    };

    private static bool IsId(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    private static JsonElement? Field(JsonElement of, string name)
    {
        var isThere = of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out _);
        return isThere && of.GetProperty(name) is { ValueKind: not JsonValueKind.Null } field ? field : null;
    }

    private T Wrong<T>(string name, T otherwise)
    {
        problems.Add(new() { Code = "RCP5313", Fact = $"{name} has a value of the wrong type", File = path });
        return otherwise;
    }
}
