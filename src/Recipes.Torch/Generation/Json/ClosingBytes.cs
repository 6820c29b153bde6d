namespace Recipes.Torch.Generation.Json;

/// <summary>The fewest bytes that end what is being written.</summary>
internal sealed class ClosingBytes(
    IReadOnlyList<JsonShape> shapes, ShapeSizes sizes, ShapeLeaves leaves, JsonStacks stacks, JsonWriter writer)
{
    private readonly Dictionary<int, int> _known = new() { [0] = 0 };

    /// <summary>Of a stack.</summary>
    public int Of(int stack)
    {
        if (!_known.TryGetValue(stack, out var bytes))
        {
            var below = stacks.Below(stack);
            bytes = _known[stack] = Math.Min(ShapeSizes.Endless, Of(below) + Own(stacks.Top(stack), stacks.Depth(below)));
        }

        return bytes;
    }

    private int Own(JsonFrame frame, int depth) => frame.Kind switch
    {
        FrameKind.Value => Value(frame.Shape, depth),
        FrameKind.Literal => ((LiteralShape)shapes[frame.Shape]).Bytes.Length - frame.Count,
        FrameKind.Text => Text((TextShape)shapes[frame.Shape], frame),
        FrameKind.Number => ((NumberShape)shapes[frame.Shape]).Range.ToEnd(frame.Number),
        FrameKind.ListStart => Math.Max(0, sizes.Missing((ListShape)shapes[frame.Shape], 0) - 1) + 1,
        FrameKind.ListNext => sizes.Missing((ListShape)shapes[frame.Shape], frame.Count) + 1,
        _ => Object((ObjectShape)shapes[frame.Shape], frame, depth),
    };

    /// <summary>Only what may still be begun at this depth.</summary>
    private int Value(int number, int depth) => leaves.Of(number)
        .Where(shape => depth + sizes.Depth(shape) <= JsonWriter.Deepest).Select(sizes.Bytes).DefaultIfEmpty(ShapeSizes.Endless).Min();

    private static int Text(TextShape shape, JsonFrame frame)
    {
        if (shape.Pattern is { } pattern)
        {
            return 1 + pattern.ToEnd(frame.Set);
        }

        var half = TextBytes.Missing(frame.Part); // of a character that is one of those that are missing
        return 1 + half + Math.Max(0, shape.Least - frame.Count - (half > 0 ? 1 : 0));
    }

    private int Object(ObjectShape shape, JsonFrame frame, int depth) => frame.Kind switch
    {
        FrameKind.ObjectStart => Math.Max(0, sizes.Missing(shape, frame.Word) - 1) + 1,
        FrameKind.ObjectNext => sizes.Missing(shape, frame.Word) + 1,
        FrameKind.ObjectComma => writer.Properties(shape, frame.Word, depth + 1)
            .Min(property => 1 + Name(shape, property, 0) + Rest(shape, frame.Word, property)),
        FrameKind.Key => TextBytes.Missing(frame.Set < 0 ? frame.Part : 0) + Name(shape, frame.Set, frame.Count)
            + (frame.Set < 0 && Clashes(shape, frame) ? 1 : 0) + Rest(shape, frame.Word, frame.Set),
        _ => 1 + ValueOf(shape, frame.Set) + sizes.Missing(shape, frame.Word) + 1, // colon, value, what is missing, brace
    };

    /// <summary>What is left of a name, with the quote that ends it.</summary>
    private static int Name(ObjectShape shape, int property, int written) =>
        property < 0 ? 1 + (written == 0 && shape.Properties.Any(one => one.Name.Length == 0) ? 1 : 0) : shape.Properties[property].Name.Length - written + 1;

    /// <summary>Whether another name is so far that of a known property, so that a byte more must come.</summary>
    private static bool Clashes(ObjectShape shape, JsonFrame frame) =>
        frame.Count > 0 && shape.Properties.Where((_, i) => ((ulong)frame.Number.Value >> i & 1) == 1).Any(one => one.Name.Length == frame.Number.Digits);

    /// <summary>Behind the name: colon, value, what is missing then, brace.</summary>
    private int Rest(ObjectShape shape, ulong seen, int property) =>
        1 + ValueOf(shape, property) + sizes.Missing(shape, property < 0 ? seen : seen | 1UL << property) + 1;

    private int ValueOf(ObjectShape shape, int property) => sizes.Bytes(property < 0 ? shape.Others : shape.Properties[property].Shape);
}
