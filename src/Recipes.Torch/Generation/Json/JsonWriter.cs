namespace Recipes.Torch.Generation.Json;

/// <summary>How a byte changes what is being written: from a stack to those that it may lead to.</summary>
internal sealed class JsonWriter(IReadOnlyList<JsonShape> shapes, ShapeSizes sizes, ShapeLeaves leaves, JsonStacks stacks)
{
    /// <summary>Lists and objects in each other at most; beyond it only shapes that need no more are begun.</summary>
    public const int Deepest = 32;

    private const int MostSpace = 24; // bytes of white space in a row; an indented line of depth 10 has so many

    /// <summary>Adds the stacks behind a byte; none where it must not come.</summary>
    public void Step(int stack, byte next, ICollection<int> results)
    {
        if (stack == 0)
        {
            return;
        }

        var (frame, below) = (stacks.Top(stack), stacks.Below(stack));
        if (IsSpace(next) && SpaceIn(frame) is { } spaced)
        {
            results.Add(stacks.Push(spaced, below));
            return;
        }

        switch (frame.Kind)
        {
            case FrameKind.Value:
                Begin(frame.Shape, below, next, results);
                break;
            case FrameKind.Literal:
                Literal(frame, below, next, results);
                break;
            case FrameKind.Text:
                Text(frame, below, next, results);
                break;
            case FrameKind.Number:
                Number(frame, below, next, results);
                break;
            case FrameKind.ListStart or FrameKind.ListNext:
                List(frame, below, next, results);
                break;
            default:
                Object(frame, below, next, results);
                break;
        }
    }

    private static bool IsSpace(byte next) => next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>The frame after one byte of white space; null where none may stand.</summary>
    private static JsonFrame? SpaceIn(JsonFrame frame) => frame.Kind switch
    {
        FrameKind.Value => frame.Count < MostSpace ? frame with { Count = frame.Count + 1 } : null,
        FrameKind.Literal or FrameKind.Text or FrameKind.Number or FrameKind.Key => null,
        _ => frame.Part < MostSpace ? frame with { Part = frame.Part + 1 } : null,
    };

    /// <summary>The first byte of a value.</summary>
    private void Begin(int number, int below, byte next, ICollection<int> results)
    {
        foreach (var shape in leaves.Of(number))
        {
            if (stacks.Depth(below) + sizes.Depth(shape) > Deepest)
            {
                continue;
            }

            switch (shapes[shape])
            {
                case LiteralShape:
                    Literal(new(FrameKind.Literal, shape), below, next, results);
                    break;
                case TextShape text when next == '"':
                    results.Add(stacks.Push(new(FrameKind.Text, shape, 0, 0, 0, 0, default), below));
                    break;
                case NumberShape:
                    Number(new(FrameKind.Number, shape, 0, 0, 0, 0, new(false, 0, 0, -1)), below, next, results);
                    break;
                case ObjectShape when next == '{':
                    results.Add(stacks.Push(new(FrameKind.ObjectStart, shape), below));
                    break;
                case ListShape when next == '[':
                    results.Add(stacks.Push(new(FrameKind.ListStart, shape), below));
                    break;
            }
        }
    }

    private void Literal(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var bytes = ((LiteralShape)shapes[frame.Shape]).Bytes;
        if (bytes[frame.Count] == next)
        {
            results.Add(frame.Count + 1 == bytes.Length ? below : stacks.Push(frame with { Count = frame.Count + 1 }, below));
        }
    }

    private void Text(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var shape = (TextShape)shapes[frame.Shape];
        if (shape.Pattern is { } pattern)
        {
            if (next == '"' && pattern.ToEnd(frame.Set) == 0)
            {
                results.Add(below);
            }
            else if (pattern.After(frame.Set, next) is >= 0 and var set)
            {
                results.Add(stacks.Push(frame with { Set = set }, below));
            }
        }
        else
        {
            Letters(frame, shape, below, next, results);
        }
    }

    private void Letters(JsonFrame frame, TextShape shape, int below, byte next, ICollection<int> results)
    {
        if (frame.Part == 0 && next == '"')
        {
            if (frame.Count >= shape.Least)
            {
                results.Add(below);
            }
        }
        else if (frame.Count < shape.Most && TextBytes.After(frame.Part, next) is { } part)
        {
            // Behind the fewest, where no most is set, the number of characters does not matter any more.
            var counts = part == 0 && (shape.Most < int.MaxValue || frame.Count < shape.Least);
            results.Add(stacks.Push(frame with { Part = part, Count = frame.Count + (counts ? 1 : 0) }, below));
        }
    }

    private void Number(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var range = ((NumberShape)shapes[frame.Shape]).Range;
        var start = frame.Number;
        if (next == '-' && start == new NumberStart(false, 0, 0, -1))
        {
            if (range.CanGoOn(start with { IsNegative = true }))
            {
                results.Add(stacks.Push(frame with { Number = start with { IsNegative = true } }, below));
            }
        }
        else if (range.After(start, next) is { } after)
        {
            results.Add(stacks.Push(frame with { Number = after }, below));
        }
        else if (range.IsEnd(start))
        {
            Step(below, next, results);
        }
    }

    private void List(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var shape = (ListShape)shapes[frame.Shape];
        if (next == ']' && frame.Count >= shape.Least)
        {
            results.Add(below);
        }
        else if (frame.Count < shape.Most && shape.Item(frame.Count) >= 0 && Fits(shape.Item(frame.Count), stacks.Depth(below) + 1))
        {
            // Without a most, only the fewest and the first items with shapes of their own need counting.
            var counts = shape.Most < int.MaxValue || frame.Count < Math.Max(shape.Least, shape.First.Count);
            var behind = stacks.Push(new(FrameKind.ListNext, frame.Shape, frame.Count + (counts ? 1 : 0)), below);
            if (frame.Kind == FrameKind.ListStart)
            {
                Begin(shape.Item(0), behind, next, results);
            }
            else if (next == ',')
            {
                results.Add(stacks.Push(new(FrameKind.Value, shape.Item(frame.Count)), behind));
            }
        }
    }

    private void Object(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var shape = (ObjectShape)shapes[frame.Shape];
        switch (frame.Kind, next)
        {
            case (FrameKind.ObjectStart or FrameKind.ObjectNext, (byte)'}'):
                if ((shape.Required & ~frame.Word) == 0)
                {
                    results.Add(below);
                }

                break;
            case (FrameKind.ObjectNext, (byte)','):
                if (Properties(shape, frame.Word, stacks.Depth(below) + 1).Any())
                {
                    results.Add(stacks.Push(new(FrameKind.ObjectComma, frame.Shape, word: frame.Word), below));
                }

                break;
            case (FrameKind.ObjectStart or FrameKind.ObjectComma, (byte)'"'):
                foreach (var property in Properties(shape, frame.Word, stacks.Depth(below) + 1))
                {
                    results.Add(stacks.Push(new(FrameKind.Key, frame.Shape, 0, 0, property, frame.Word, default), below));
                }

                break;
            case (FrameKind.Key, _):
                Key(frame, below, next, results);
                break;
            case (FrameKind.Colon, (byte)':'):
                var value = frame.Set < 0 ? shape.Others : shape.Properties[frame.Set].Shape;
                results.Add(stacks.Push(new(FrameKind.Value, value), stacks.Push(new(FrameKind.ObjectNext, frame.Shape, word: frame.Word), below)));
                break;
        }
    }

    /// <summary>The properties that may come: numbers of named ones, −1 for any other.</summary>
    internal IEnumerable<int> Properties(ObjectShape shape, ulong seen, int depth)
    {
        for (var i = 0; i < shape.Properties.Count; i++)
        {
            if ((seen >> i & 1) == 0 && Fits(shape.Properties[i].Shape, depth))
            {
                yield return i;
            }
        }

        if (shape.Others >= 0 && Fits(shape.Others, depth))
        {
            yield return -1;
        }
    }

    private bool Fits(int shape, int depth) => depth + sizes.Depth(shape) <= Deepest;

    private void Key(JsonFrame frame, int below, byte next, ICollection<int> results)
    {
        var shape = (ObjectShape)shapes[frame.Shape];
        if (frame.Set < 0)
        {
            OtherKey(frame, shape, below, next, results);
            return;
        }

        var name = shape.Properties[frame.Set].Name;
        if (frame.Count < name.Length && name[frame.Count] == next)
        {
            results.Add(stacks.Push(frame with { Count = frame.Count + 1 }, below));
        }
        else if (frame.Count == name.Length && next == '"')
        {
            results.Add(stacks.Push(new(FrameKind.Colon, frame.Shape, 0, 0, frame.Set, frame.Word | 1UL << frame.Set, default), below));
        }
    }

    /// <summary>A name that the schema does not have. No escapes: they would spell a known one otherwise. Number (of
    /// digits: bytes so far; of value: bits of the names that it still begins) keeps it apart from the known ones.</summary>
    private void OtherKey(JsonFrame frame, ObjectShape shape, int below, byte next, ICollection<int> results)
    {
        var alike = frame.Count == 0 ? ulong.MaxValue >> (64 - shape.Properties.Count) & (shape.Properties.Count == 0 ? 0 : ulong.MaxValue)
            : (ulong)frame.Number.Value;
        var at = frame.Number.Digits;
        if (frame.Part == 0 && next == '"')
        {
            if (!shape.Properties.Where((one, i) => (alike >> i & 1) == 1 && one.Name.Length == at).Any())
            {
                results.Add(stacks.Push(new(FrameKind.Colon, frame.Shape, 0, 0, -1, frame.Word, default), below));
            }

            return;
        }

        if (next == '\\' || TextBytes.After(frame.Part, next) is not { } part)
        {
            return;
        }

        alike &= Alike(shape, at, next);
        results.Add(stacks.Push(
            frame with { Count = 1, Part = part, Number = new(false, alike, alike == 0 ? 0 : at + 1, -1) }, below));
    }

    /// <summary>A bit per property whose name has the byte in a place.</summary>
    private static ulong Alike(ObjectShape shape, int at, byte next)
    {
        var bits = 0UL;
        for (var i = 0; i < shape.Properties.Count; i++)
        {
            var name = shape.Properties[i].Name;
            bits |= at < name.Length && name[at] == next ? 1UL << i : 0;
        }

        return bits;
    }
}
