using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Generation.Json;

/// <summary>A JSON schema as a rule for the next token: an answer under it is JSON that fits, also where the limit on its
/// tokens comes first, because what is open is closed in time.</summary>
/// <remarks>Any number of answers may use one; what one of them has met is kept for the others.</remarks>
public sealed class JsonGrammar
{
    private const long MostBytes = 64 << 20; // of what was met; then all is met anew. Chosen by hand

    private readonly IReadOnlyList<JsonShape> _shapes;
    private readonly ShapeSizes _sizes;
    private readonly TokenBytes _vocabulary;
    private readonly Lock _lock = new();
    private JsonMachine _machine;

    private JsonGrammar(IReadOnlyList<JsonShape> shapes, TokenBytes vocabulary)
    {
        var missing = vocabulary.Missing(shapes.SelectMany(Bytes)).ToList();
        if (missing.Count > 0)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP6331",
                Fact = $"the model has no token for {string.Join(" ", missing)} alone, so this JSON cannot be written for sure",
                Remedy = "ask without response_format, or take a model whose vocabulary has a token for each byte",
            });
        }

        (_shapes, _sizes, _vocabulary) = (shapes, new(shapes), vocabulary);
        _machine = new(shapes, _sizes, vocabulary);
    }

    /// <summary>Bytes of the shortest answer, which is also the most tokens that it takes.</summary>
    public int ShortestTokens => _sizes.Bytes(0);

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">Draft 2020-12, as far as Generation/Json/README.md tells.</param>
    /// <param name="vocabulary">Of the model.</param>
    /// <exception cref="RecipeException">RCP6330: a keyword that is not built, with its path. RCP6331: the vocabulary lacks
    /// a character.</exception>
    public static JsonGrammar Of(JsonElement schema, TokenBytes vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new(SchemaReader.Read(schema), vocabulary);
    }

    /// <summary>Any JSON object.</summary>
    public static JsonGrammar AnyObject(TokenBytes vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new(SchemaReader.AnyObject(), vocabulary);
    }

    /// <summary>Follows one answer.</summary>
    internal JsonRun NewRun() => new(this);

    /// <summary>Computes with the machine, alone.</summary>
    /// <param name="use">Gets it.</param>
    internal T Use<T>(Func<JsonMachine, T> use)
    {
        lock (_lock)
        {
            var result = use(_machine);
            if (_machine.Bytes > MostBytes)
            {
                _machine = new(_shapes, _sizes, _vocabulary);
            }

            return result;
        }
    }

    /// <summary>What must be written as it stands.</summary>
    private static IEnumerable<byte> Bytes(JsonShape shape) => shape switch
    {
        LiteralShape literal => literal.Bytes,
        ObjectShape one => one.Properties.SelectMany(property => property.Name),
        TextShape { Pattern: { } pattern } => pattern.Bytes,
        _ => [],
    };

    /// <summary>The bytes of a token.</summary>
    internal ReadOnlySpan<byte> BytesOf(int id) => _vocabulary.Of(id);
}
