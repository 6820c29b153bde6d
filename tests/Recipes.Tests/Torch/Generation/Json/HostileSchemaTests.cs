using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Torch.Generation.Json;

namespace Recipes.Tests.Torch.Generation.Json;

/// <summary>Schemas made to take long or much: each is refused by name, or answered within bounds that do not depend on
/// it.</summary>
public sealed class HostileSchemaTests
{
    private const double MostSeconds = 5;
    private const long MostBytes = 2L << 30; // of all objects made, most of which do not live long

    private static readonly TokenBytes _vocabulary = new(Enumerable.Range(0, 256).Select(next => new[] { (byte)next })
        .Concat(Words()).Select((bytes, id) => (id, (ReadOnlyMemory<byte>)bytes)));

    // Which of them still match differs with nearly every letter.
    private static readonly string _patterns = "{\"anyOf\":["
        + string.Join(',', Enumerable.Range(2, 12).Select(i => Pattern($"^([a-m]|[n-z])*[a-m][a-z]{{{i}}}$"))) + "]}";

    public static TheoryData<string, string> Refused() => new()
    {
        { Chain(1000), "places deep" },
        { "{\"enum\":[" + string.Join(',', Enumerable.Range(0, 100_000)) + "]}", "more than 4000 parts" },
        { Pattern("^(a|b)*a(a|b){30}$"), "too many things" },
        { Pattern("(((a{1000}){1000}){1000}){1000}"), "more than 20000 states" },
        { Pattern(new string('(', 100_000) + new string(')', 100_000)), "groups in each other" },
        { Pattern("^(a+)+|x{999999999}"), "more than 20000 states" },
        { "{\"anyOf\":[" + string.Join(',', Enumerable.Range(0, 1000).Select(i => Pattern($"^[a-z]{{{i},900}}x$"))) + "]}", "too many things" },
        { OneOf(64), "oneOf take too long|oneOf may fit" },
        { """{"type":"array","minItems":999999999,"items":{"type":"array","minItems":999999999,"items":{"$ref":"#/items"}}}""", "no finite JSON" },
        { """{"$ref":"#"}""", "no finite JSON" },
        { """{"anyOf":[{"$ref":"#/anyOf/1"},{"$ref":"#/anyOf/0"}]}""", "no finite JSON" },
        { """{"type":"object","properties":[]}""", "properties must be an object" },
        { """{"type":"object","required":"a"}""", "required must be a list" },
        { """{"type":"string","pattern":3}""", "pattern must hold text" },
        { """{"type":"string","const":3}""", "const is of another type" },
        { """{"$ref":"#name","$defs":{}}""", "only places of the same schema" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_would_take_too_much_is_refused_soon(string schema, string fact)
    {
        Bounded(() =>
        {
            using var document = JsonDocument.Parse(schema);
            var problem = Assert.Throws<RecipeException>(() => JsonGrammar.Of(document.RootElement, _vocabulary)).Problems[0];

            Assert.Equal("RCP6330", problem.Code);
            Assert.Matches(fact, problem.Fact);
            Assert.True(problem.Fact.Length < 500, $"{problem.Fact.Length}");
        });
    }

    public static TheoryData<string, string> Answered() => new()
    {
        // Each bracket could be either list: 2³² stacks at the deepest.
        { """{"anyOf":[{"type":"array","items":{"$ref":"#"}},{"type":"array","items":{"$ref":"#"},"maxItems":5},{"type":"null"}]}""", "[[[[[[[[[[[[[[" },
        { _patterns, "\"abcxyzabcqrs" },
        { "{\"enum\":[" + string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"{i * 7919 % 100_003}-{i}\"")) + "]}", "\"" },
        { """{"type":"array","minItems":100000,"items":{"type":"integer","minimum":-5,"maximum":700}}""", "[1,2,3" },
        { "{}", "{\"a\":[1,2,{\"b\":\"" },
    };

    [Theory]
    [MemberData(nameof(Answered))]
    public void What_is_answered_takes_no_more_than_its_bounds(string schema, string beginning)
    {
        Bounded(() =>
        {
            using var document = JsonDocument.Parse(schema);
            var run = JsonGrammar.Of(document.RootElement, _vocabulary).NewRun();
            var logits = new float[_vocabulary.Words * 64];
            foreach (var next in Encoding.UTF8.GetBytes(beginning))
            {
                run.Take(next);
            }

            run.Limit(logits, int.MaxValue / 2, new HashSet<int>());

            Assert.Contains(0f, logits);
            Assert.False(run.IsOver);
        });
    }

    [Fact]
    public void What_a_token_may_be_does_not_depend_on_earlier_answers()
    {
        using var document = JsonDocument.Parse(_patterns);
        var shared = JsonGrammar.Of(document.RootElement, _vocabulary);
        foreach (var beginning in new[] { "\"zz", "\"abc", "\"nanan" })
        {
            Assert.Equal(After(JsonGrammar.Of(document.RootElement, _vocabulary), beginning), After(shared, beginning));
        }
    }

    [Fact]
    public void Each_word_of_a_long_list_may_come()
    {
        var words = Words().Where(word => word.Length == 3 && word[0] >= 'a').Take(3990).Select(Encoding.UTF8.GetString).ToHashSet();
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(new { @enum = words }));
        var logits = After(JsonGrammar.Of(document.RootElement, _vocabulary), "\"");

        Assert.Equal(3990, Enumerable.Range(0, logits.Length).Count(id => logits[id] == 0 && words.Contains(Encoding.UTF8.GetString(_vocabulary.Of(id)))));
    }

    private static float[] After(JsonGrammar grammar, string beginning)
    {
        var (run, logits) = (grammar.NewRun(), new float[_vocabulary.Words * 64]);
        foreach (var next in Encoding.UTF8.GetBytes(beginning))
        {
            run.Take(next);
        }

        run.Limit(logits, 1000, new HashSet<int>());
        return logits;
    }

    /// <summary>Runs what must be over soon on a stack smaller than any server's.</summary>
    private static void Bounded(Action action)
    {
        var (bytes, seconds, fault) = (0L, 0.0, (Exception?)null);
        var thread = new Thread(
            () =>
            {
                fault = Record.Exception(action);
                (bytes, seconds) = (GC.GetAllocatedBytesForCurrentThread(), ThreadSeconds.Now);
            },
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds:0.00} s, {bytes >> 20} MB made");
        Assert.True(seconds < MostSeconds && bytes < MostBytes, $"{seconds} s, {bytes >> 20} MB made");
    }

    private static string Pattern(string pattern) => JsonSerializer.Serialize(new { type = "string", pattern });

    /// <summary>A definition that needs the next one, and so on.</summary>
    private static string Chain(int length) => "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
        + string.Join(',', Enumerable.Range(0, length).Select(i => $"\"d{i}\":{{\"type\":\"array\",\"items\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}}}"))
        + $",\"d{length}\":{{\"type\":\"null\"}}}}}}";

    /// <summary>Objects whose properties are such objects: comparing two compares all pairs of theirs.</summary>
    private static string OneOf(int properties)
    {
        string Branch(int other) => "{\"type\":\"object\",\"properties\":{" + string.Join(',', Enumerable.Range(0, properties)
            .Select(i => $"\"p{i}\":{{\"anyOf\":[{{\"type\":\"null\"}},{{\"$ref\":\"#/oneOf/{other}\"}}]}}"))
            + "},\"required\":[" + string.Join(',', Enumerable.Range(0, properties).Select(i => $"\"p{i}\"")) + "]}";
        return $"{{\"oneOf\":[{Branch(1)},{Branch(0)}]}}";
    }

    /// <summary>All words of one to three small letters, and some of digits.</summary>
    private static IEnumerable<byte[]> Words() => Enumerable.Range(26, 26 * 26 * 27).Select(i => new[] { (byte)('a' + (i % 26)), (byte)('a' + (i / 26 % 26)) }
        .Concat(i / 676 > 0 ? [(byte)('a' + (i / 676) - 1)] : Array.Empty<byte>()).ToArray())
        .Concat(Enumerable.Range(10, 990).Select(i => Encoding.UTF8.GetBytes($"{i}"))).DistinctBy(Encoding.UTF8.GetString);
}
