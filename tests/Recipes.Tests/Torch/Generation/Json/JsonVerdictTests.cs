using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Recipes.Core;
using Recipes.Torch.Generation.Json;

namespace Recipes.Tests.Torch.Generation.Json;

/// <summary>The grammar takes a text where another validator calls it valid, and nowhere else.</summary>
public sealed class JsonVerdictTests
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] _values =
    [
        "null", "true", "1", "-7", "0.25", "1500", "\"\"", "\"x\"", "\"ab\"", "\"123-45\"", "\"红\"", "\"甲\\n\"", "[]", "[1,{\"a\":[]}]",
        "{}", "{\"v\":3}", "{\"kind\":\"cat\"}", "[\"a\",2]",
    ];

    private static readonly TokenBytes _bytes = new(Enumerable.Range(0, 256).Select(next => (next, (ReadOnlyMemory<byte>)new[] { (byte)next })));

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void It_takes_what_another_validator_calls_valid_and_nothing_else(int seed)
    {
        var (schemas, random) = (new RandomSchemas(seed), new Random(seed));
        var (valid, others) = (0, 0);
        for (var i = 0; i < 70; i++)
        {
            var text = schemas.Next().ToJsonString();
            if (Grammar(text) is not { } grammar)
            {
                continue;
            }

            var schema = JsonSchema.FromText(text);
            for (var j = 0; j < 12; j++)
            {
                var document = JsonNode.Parse(Written(grammar, random));
                for (var changes = random.Next(3); changes > 0; changes--)
                {
                    document = Changed(document, random);
                }

                var changed = document?.ToJsonString(_plain) ?? "null";
                var isValid = schema.Evaluate(JsonSerializer.SerializeToElement(document)).IsValid;
                Assert.True(isValid == Takes(grammar, changed), $"seed {seed}, valid: {isValid}\n{text}\n{changed}");
                (valid, others) = (valid + (isValid ? 1 : 0), others + (isValid ? 0 : 1));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{valid} valid texts taken, {others} others not");
        Assert.True(valid > 200 && others > 200, $"{valid} {others}");
    }

    private static JsonGrammar? Grammar(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonGrammar.Of(document.RootElement, _bytes);
        }
        catch (RecipeException refusal)
        {
            Assert.Matches("may fit the same value|lies in its range", refusal.Problems[0].Fact);
            return null;
        }
    }

    /// <summary>A text of random bytes that the grammar allows; letters are few, so that patterns and limits matter.</summary>
    private static string Written(JsonGrammar grammar, Random random)
    {
        var (run, written, left) = (grammar.NewRun(), new List<byte>(), grammar.ShortestTokens + random.Next(40));
        var logits = new float[257];
        while (!run.IsOver && left > 0)
        {
            for (var id = 0; id < logits.Length; id++)
            {
                logits[id] = id is 0x7F ? float.NegativeInfinity : id is >= 'A' and <= 'y' or < ' ' or ' ' or '\\' or > 0x7E ? random.NextSingle() - 0.9f : random.NextSingle();
            }

            run.Limit(logits, left--, new HashSet<int> { 256 });
            var best = Array.IndexOf(logits, logits.Max());
            if (best == 256)
            {
                break;
            }

            run.Take(best);
            written.Add((byte)best);
        }

        return Encoding.UTF8.GetString([.. written]);
    }

    private static bool Takes(JsonGrammar grammar, string text) => grammar.Use(machine =>
        machine.After(machine.Start, Encoding.UTF8.GetBytes(text)) is var state && state != JsonMachine.Dead && machine.IsWhole(state));

    /// <summary>A value somewhere in it replaced, or a property or item more or less.</summary>
    private static JsonNode? Changed(JsonNode? document, Random random)
    {
        var value = JsonNode.Parse(_values[random.Next(_values.Length)]);
        switch (document)
        {
            case JsonObject one when random.Next(4) > 0:
                var names = one.Select(pair => pair.Key).Append("other").Append("ab").ToList();
                var name = names[random.Next(names.Count)];
                if (random.Next(4) == 0)
                {
                    one.Remove(name);
                }
                else
                {
                    one[name] = one.ContainsKey(name) && random.Next(2) == 0 ? Changed(one[name]?.DeepClone(), random) : value;
                }

                return one;
            case JsonArray list when random.Next(4) > 0:
                if (list.Count > 0 && random.Next(3) == 0)
                {
                    list.RemoveAt(random.Next(list.Count));
                }
                else if (list.Count > 0 && random.Next(2) == 0)
                {
                    var at = random.Next(list.Count);
                    list[at] = Changed(list[at]?.DeepClone(), random);
                }
                else
                {
                    list.Add(value);
                }

                return list;
            default:
                return value;
        }
    }
}
