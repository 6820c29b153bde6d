using System.Text;
using System.Text.Json;
using Json.Schema;
using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Generation.Json;
using Recipes.Torch.Models;

namespace Recipes.Tests.Torch.Generation.Json;

/// <summary>Answers of a model with random weights, which writes anything that it may, checked by another validator.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class JsonGrammarTests : IDisposable
{
    private const int Stop = 300;

    private static readonly string[] _pieces = ["\": ", "\", \"", "{\"", "\"}", "true", "}}", "]]", "],", "字", "名\"", "\n  ", "123", "12.", "\\\"", "\\u00", "ab\": "];

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-json-").FullName;

    // Of characters beyond ASCII only Chinese ones: the validator counts a letter and its accents as one character, the
    // standard each code point.
    private readonly TokenBytes _vocabulary = new(
        Enumerable.Range(0, 256).Where(next => next is < 0xC0 or (>= 0xE4 and <= 0xE9)).Select(next => (next, (ReadOnlyMemory<byte>)new[] { (byte)next }))
            .Concat(_pieces.Select((piece, i) => (256 + i, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(piece)))));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_answer_is_valid_under_its_schema_also_where_the_limit_is_short(int seed)
    {
        using var model = NewOne();
        var schemas = new RandomSchemas(seed);
        var (answers, whole) = (0, 0);
        for (var i = 0; i < 40; i++)
        {
            var text = schemas.Next().ToJsonString();
            using var document = JsonDocument.Parse(text);
            if (Grammar(document.RootElement) is not { } grammar)
            {
                continue;
            }

            var session = new GenerationSession(model, rows: 3);
            var sequences = new[] { 0, 7, 60 }.Select(more => session.Add([1], new()
            {
                MaxNewTokens = grammar.ShortestTokens + more, Temperature = 1.5, Seed = i, StopIds = new HashSet<int> { Stop }, Grammar = grammar,
            })).ToList();
            Finish(session, text);
            foreach (var sequence in sequences)
            {
                var answer = Text(sequence.Answer);
                using var json = Parsed(answer, text);
                Assert.True(JsonSchema.FromText(text).Evaluate(json.RootElement).IsValid, $"{text}\n{answer}");
                answers++;
                whole += sequence.End != GenerationEnd.Length ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answers} answers, {whole} of them ended by themselves");
        Assert.True(answers > 30 && whole > 5, $"{answers} {whole}");
    }

    [Fact]
    public void An_answer_that_may_be_any_object_is_one()
    {
        using var model = NewOne();
        var grammar = JsonGrammar.AnyObject(_vocabulary);
        var session = new GenerationSession(model, rows: 8);
        var sequences = Enumerable.Range(0, 8).Select(i => session.Add([1], new()
        {
            MaxNewTokens = 10 + (40 * i), Temperature = 1, Seed = i, StopIds = new HashSet<int> { Stop }, Grammar = grammar,
        })).ToList();
        Finish(session, "object");

        Assert.All(sequences, sequence => Assert.Equal(JsonValueKind.Object, Parsed(Text(sequence.Answer), "object").RootElement.ValueKind));
    }

    [Theory]
    [InlineData("""{"type":"object","patternProperties":{"a":{}}}""", "patternProperties is not built")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","not":{}}}}""", "#/properties/a: not is not built")]
    [InlineData("""{"type":"integer","multipleOf":2}""", "multipleOf is not built")]
    [InlineData("""{"$ref":"https://example.org/x"}""", "only places of the same schema")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "leads nowhere")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""", "no finite JSON")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "branches 0 and 1 of oneOf")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "not built")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""", "no text has 3 to 2")]
    [InlineData("""{"type":"integer","minimum":1.2,"maximum":1.8}""", "no number")]
    [InlineData("""{"type":"text"}""", "is unknown")]
    [InlineData("""{"allOf":[{"type":"string"},{"minLength":2}]}""", "allOf is not built")]
    public void What_is_not_built_is_refused_with_its_place(string schema, string fact)
    {
        using var document = JsonDocument.Parse(schema);

        var problem = Assert.Throws<RecipeException>(() => JsonGrammar.Of(document.RootElement, _vocabulary)).Problems[0];

        Assert.Equal("RCP6330", problem.Code);
        Assert.Contains(fact, problem.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_without_a_character_of_JSON_is_refused()
    {
        var lacking = new TokenBytes([(0, "{}"u8.ToArray()), (1, "\""u8.ToArray())]);

        Assert.Equal("RCP6331", Assert.Throws<RecipeException>(() => JsonGrammar.AnyObject(lacking)).Problems[0].Code);
    }

    /// <summary>Null where the drawn branches of a choice cannot be told apart, or nothing finite fits: rightly refused.</summary>
    private JsonGrammar? Grammar(JsonElement schema)
    {
        try
        {
            return JsonGrammar.Of(schema, _vocabulary);
        }
        catch (RecipeException refusal)
        {
            Assert.Matches("may fit the same value|lies in its range", refusal.Problems[0].Fact);
            return null;
        }
    }

    private static JsonDocument Parsed(string answer, string schema)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException($"{schema}\n{answer}", fault);
        }
    }

    private static void Finish(GenerationSession session, string schema)
    {
        try
        {
            while (session.Count > 0)
            {
                session.Step(TestContext.Current.CancellationToken);
            }
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidOperationException($"{schema}\n{fault.Message}", fault);
        }
    }

    private static string Text(IReadOnlyList<int> ids) => Encoding.UTF8.GetString(
        [.. ids.SelectMany(id => id < 256 ? [(byte)id] : Encoding.UTF8.GetBytes(_pieces[id - 256]))]);

    private Model NewOne()
    {
        NewModel.Create(NewModel.Config(new() { Layers = 1, Hidden = 32, Heads = 2, Context = 2000 }, 301, [Stop]), 11, _folder);
        return Model.Load(_folder, Precision.Float32);
    }
}
