namespace Recipes.Torch.Generation.Json;

/// <summary>What the writer is in the middle of.</summary>
internal enum FrameKind : byte
{
    /// <summary>Before a value; Count: white space so far.</summary>
    Value,

    /// <summary>In a literal; Count: bytes written.</summary>
    Literal,

    /// <summary>In a text; Count: characters, Part: what stands half written; or Set: of the pattern.</summary>
    Text,

    /// <summary>In a number.</summary>
    Number,

    /// <summary>Behind a brace that opens, before a first property.</summary>
    ObjectStart,

    /// <summary>Behind a property's value.</summary>
    ObjectNext,

    /// <summary>Behind a comma between properties.</summary>
    ObjectComma,

    /// <summary>In a property's name; Set: the last property that may be meant, Count: bytes of its name; Set −1: another.</summary>
    Key,

    /// <summary>Behind a name; Set: whose.</summary>
    Colon,

    /// <summary>Behind a bracket that opens.</summary>
    ListStart,

    /// <summary>Behind an item; Count: items.</summary>
    ListNext,
}

/// <summary>One level of what is being written; two are the same state where all is equal.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Shape">Number of the shape.</param>
/// <param name="Count">See the kind.</param>
/// <param name="Part">Of a text: half an escape or character; of others: white space so far.</param>
/// <param name="Set">See the kind.</param>
/// <param name="Word">Of an object: a bit per property that was written.</param>
/// <param name="Number">Of a number.</param>
internal readonly record struct JsonFrame(FrameKind Kind, int Shape, int Count, int Part, int Set, ulong Word, NumberStart Number)
{
    /// <summary>A frame without more to it.</summary>
    public JsonFrame(FrameKind kind, int shape, int count = 0, ulong word = 0)
        : this(kind, shape, count, 0, 0, word, default)
    {
    }
}
