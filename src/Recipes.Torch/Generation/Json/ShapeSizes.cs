namespace Recipes.Torch.Generation.Json;

/// <summary>The shortest text of each shape, and how deep lists and objects must stand in each other.</summary>
internal sealed class ShapeSizes
{
    /// <summary>No finite text fits.</summary>
    public const int Endless = int.MaxValue / 4;

    private readonly IReadOnlyList<JsonShape> _shapes;
    private readonly int[] _bytes;
    private readonly int[] _depths;

    public ShapeSizes(IReadOnlyList<JsonShape> shapes)
    {
        _shapes = shapes;
        (_bytes, _depths) = ([.. shapes.Select(_ => Endless)], [.. shapes.Select(_ => Endless)]);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = shapes.Count - 1; i >= 0; i--) // a part mostly has a higher number than what it is a part of
            {
                var (bytes, depth) = (Math.Min(Endless, BytesOf(shapes[i])), Math.Min(Endless, DepthOf(shapes[i])));
                changed |= bytes < _bytes[i] || depth < _depths[i];
                (_bytes[i], _depths[i]) = (Math.Min(bytes, _bytes[i]), Math.Min(depth, _depths[i]));
            }
        }
    }

    /// <summary>Bytes of the shortest text.</summary>
    public int Bytes(int shape) => _bytes[shape];

    /// <summary>Lists and objects in each other at least; 0 for texts, numbers and words.</summary>
    public int Depth(int shape) => _depths[shape];

    /// <summary>Bytes of properties that must still come, each with a comma before it.</summary>
    public int Missing(ObjectShape shape, ulong seen)
    {
        long bytes = 0;
        for (var i = 0; i < shape.Properties.Count; i++)
        {
            bytes += ((shape.Required & ~seen) >> i & 1) == 1 ? Property(shape.Properties[i]) : 0;
        }

        return (int)Math.Min(Endless, bytes);
    }

    /// <summary>Bytes of items from one on up to the fewest, each with a comma before it.</summary>
    public int Missing(ListShape shape, int from)
    {
        long bytes = 0;
        for (var i = from; i < Math.Min(shape.Least, shape.First.Count); i++)
        {
            bytes += 1 + _bytes[shape.First[i]];
        }

        var others = Math.Max(0, shape.Least - Math.Max(from, shape.First.Count));
        return (int)Math.Min(Endless, bytes + (others == 0 ? 0 : others * (1L + (shape.Others < 0 ? Endless : _bytes[shape.Others]))));
    }

    /// <summary>Comma, name, colon and value.</summary>
    public int Property(NamedShape property) => Math.Min(Endless, 4 + property.Name.Length + _bytes[property.Shape]);

    private int BytesOf(JsonShape shape) => shape switch
    {
        ChoiceShape choice => choice.Shapes.Select(one => _bytes[one]).DefaultIfEmpty(Endless).Min(),
        LiteralShape literal => literal.Bytes.Length,
        TextShape text => 2 + Math.Min(Endless, text.Pattern?.Shortest ?? text.Least),
        NumberShape number => number.Range.Shortest,
        ListShape list => 2 + Math.Max(0, Missing(list, 0) - (list.Least > 0 ? 1 : 0)),
        ObjectShape one => 2 + Math.Max(0, Missing(one, 0) - (one.Required != 0 ? 1 : 0)),
        _ => Endless,
    };

    private int DepthOf(JsonShape shape) => shape switch
    {
        ChoiceShape choice => choice.Shapes.Select(one => _depths[one]).DefaultIfEmpty(Endless).Min(),
        ListShape list => 1 + Enumerable.Range(0, Math.Min(list.Least, list.First.Count + 1))
            .Select(i => list.Item(i) < 0 ? Endless : _depths[list.Item(i)]).DefaultIfEmpty(0).Max(),
        ObjectShape one => 1 + one.Properties.Where((_, i) => (one.Required >> i & 1) == 1)
            .Select(property => _depths[property.Shape]).DefaultIfEmpty(0).Max(),
        _ => 0,
    };
}
