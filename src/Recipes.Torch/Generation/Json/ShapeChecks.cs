namespace Recipes.Torch.Generation.Json;

/// <summary>What must hold between shapes before anything is written with them.</summary>
internal static class ShapeChecks
{
    private const int DeepestLook = 8; // objects inside objects that are compared

    /// <summary>Requires that a finite text fits every shape that can be reached.</summary>
    public static void Check(IReadOnlyList<JsonShape> shapes, IReadOnlyDictionary<string, int> byPath)
    {
        var sizes = new ShapeSizes(shapes);
        var endless = byPath.Where(place => sizes.Bytes(place.Value) == ShapeSizes.Endless).Select(place => place.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        if (endless is not null)
        {
            throw SchemaReader.Refusal(endless, "no finite JSON fits it");
        }
    }

    /// <summary>Requires that no value fits two branches of a oneOf.</summary>
    public static void Separate(IReadOnlyList<JsonShape> shapes, IReadOnlyList<int> branches, string path)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            for (var j = i + 1; j < branches.Count; j++)
            {
                if (!AreApart(shapes, branches[i], branches[j], DeepestLook))
                {
                    throw SchemaReader.Refusal(
                        path, $"branches {i} and {j} of oneOf may fit the same value: use anyOf, or give a required property of each another const");
                }
            }
        }
    }

    private static bool AreApart(IReadOnlyList<JsonShape> shapes, int first, int second, int depth) =>
        depth > 0 && Leaves(shapes, first, []).All(a => Leaves(shapes, second, []).All(b => AreApart(shapes, a, b, depth)));

    private static bool AreApart(IReadOnlyList<JsonShape> shapes, JsonShape a, JsonShape b, int depth)
    {
        if (KindOf(a) != KindOf(b))
        {
            return true;
        }

        return (a, b) switch
        {
            (LiteralShape x, LiteralShape y) => x.Kind is JsonKind.Word or JsonKind.Text && !x.Bytes.SequenceEqual(y.Bytes),
            (ObjectShape x, ObjectShape y) => IsMarked(shapes, x, y, depth) || IsMarked(shapes, y, x, depth),
            _ => false,
        };
    }

    /// <summary>Whether a property that the first must have cannot be in the second, or never with the same value.</summary>
    private static bool IsMarked(IReadOnlyList<JsonShape> shapes, ObjectShape first, ObjectShape second, int depth)
    {
        for (var i = 0; i < first.Properties.Count; i++)
        {
            var own = first.Properties[i];
            var twin = second.Properties.FirstOrDefault(other => other.Name.AsSpan().SequenceEqual(own.Name));
            var isRequired = (first.Required >> i & 1) == 1;
            if (isRequired && (twin is null ? second.Others < 0 : AreApart(shapes, own.Shape, twin.Shape, depth - 1)))
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

    /// <summary>The shapes that a choice comes down to.</summary>
    internal static IEnumerable<JsonShape> Leaves(IReadOnlyList<JsonShape> shapes, int number, HashSet<int> seen) =>
        !seen.Add(number) ? []
        : shapes[number] is ChoiceShape choice ? choice.Shapes.SelectMany(one => Leaves(shapes, one, seen)) : [shapes[number]];
}
