namespace Recipes.Torch.Generation.Json;

/// <summary>What must hold between shapes before anything is written with them.</summary>
internal sealed class ShapeChecks(IReadOnlyList<JsonShape> shapes)
{
    private const int DeepestLook = 8; // objects inside objects that are compared
    private const int MostComparisons = 2_000_000; // about 0.3 s; chosen by hand

    private readonly ShapeLeaves _leaves = new(shapes);
    private readonly Dictionary<(int, int, int), bool> _known = [];
    private int _comparisons;

    /// <summary>Requires that a finite text fits every shape that has a place.</summary>
    public void RequireFinite(IReadOnlyDictionary<string, int> byPath)
    {
        var sizes = new ShapeSizes(shapes);
        var endless = byPath.Where(place => sizes.Bytes(place.Value) == ShapeSizes.Endless).Select(place => place.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        if (endless is not null)
        {
            throw SchemaReader.Refusal(endless, "no finite JSON fits it");
        }
    }

    /// <summary>Requires that no value fits two branches of a oneOf.</summary>
    public void RequireApart(IReadOnlyList<int> branches, string path)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            for (var j = i + 1; j < branches.Count; j++)
            {
                if (!AreApart(branches[i], branches[j], DeepestLook))
                {
                    var why = _comparisons > MostComparisons ? "take too long to compare" : "may fit the same value";
                    throw SchemaReader.Refusal(
                        path, $"branches {i} and {j} of oneOf {why}: use anyOf, or give a required property of each another const");
                }
            }
        }
    }

    private bool AreApart(int first, int second, int depth)
    {
        if (depth == 0 || _comparisons > MostComparisons)
        {
            return false;
        }

        if (!_known.TryGetValue((first, second, depth), out var areApart))
        {
            areApart = _known[(first, second, depth)] =
                _leaves.Of(first).All(a => _leaves.Of(second).All(b => AreApart(shapes[a], shapes[b], depth)));
        }

        return areApart;
    }

    private bool AreApart(JsonShape a, JsonShape b, int depth)
    {
        if (++_comparisons > MostComparisons)
        {
            return false;
        }

        return KindOf(a) != KindOf(b) || (a, b) switch
        {
            (LiteralShape x, LiteralShape y) => x.Kind is JsonKind.Word or JsonKind.Text && !x.Bytes.SequenceEqual(y.Bytes),
            (ObjectShape x, ObjectShape y) => IsMarked(x, y, depth) || IsMarked(y, x, depth),
            _ => false,
        };
    }

    /// <summary>Whether a property that the first must have cannot be in the second, or never with the same value.</summary>
    private bool IsMarked(ObjectShape first, ObjectShape second, int depth)
    {
        for (var i = 0; i < first.Properties.Count; i++)
        {
            var own = first.Properties[i];
            var isRequired = (first.Required >> i & 1) == 1;
            var twin = isRequired ? second.Properties.FirstOrDefault(other => other.Name.AsSpan().SequenceEqual(own.Name)) : null;
            if (isRequired && (twin is null ? second.Others < 0 : AreApart(own.Shape, twin.Shape, depth - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static JsonKind KindOf(JsonShape shape) => shape switch
    {
        LiteralShape literal => literal.Kind,
        TextShape => JsonKind.Text,
        NumberShape => JsonKind.Number,
        ListShape => JsonKind.List,
        _ => JsonKind.Object,
    };
}
