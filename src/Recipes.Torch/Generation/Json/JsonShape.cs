namespace Recipes.Torch.Generation.Json;

/// <summary>What a place in a JSON text may hold. Shapes name each other by their number in the list of all, so that a
/// schema may refer to itself.</summary>
internal abstract record JsonShape;

/// <summary>One of several.</summary>
internal sealed record ChoiceShape(IReadOnlyList<int> Shapes) : JsonShape;

/// <summary>Exactly these bytes; the kind of JSON value they are.</summary>
internal sealed record LiteralShape(byte[] Bytes, JsonKind Kind) : JsonShape;

/// <summary>A text of so many characters (code points), or one that a pattern finds.</summary>
internal sealed record TextShape(int Least, int Most, TextPattern? Pattern) : JsonShape;

/// <summary>A number in a range.</summary>
internal sealed record NumberShape(NumberRange Range) : JsonShape;

/// <summary>A list: the first items each with a shape of its own, the others with one; −1 → there are no others.</summary>
internal sealed record ListShape(IReadOnlyList<int> First, int Others, int Least, int Most) : JsonShape
{
    /// <summary>The shape of an item.</summary>
    public int Item(int at) => at < First.Count ? First[at] : Others;
}

/// <summary>Properties in any order.</summary>
/// <param name="Properties">At most 64.</param>
/// <param name="Required">A bit per property.</param>
/// <param name="Others">The shape of properties that are not named; −1 → there are none.</param>
internal sealed record ObjectShape(IReadOnlyList<NamedShape> Properties, ulong Required, int Others) : JsonShape;

/// <summary>A named property.</summary>
/// <param name="Name">Between quotes, as JSON spells it.</param>
/// <param name="Shape">Of its value.</param>
internal sealed record NamedShape(byte[] Name, int Shape);

/// <summary>Kinds of JSON values.</summary>
internal enum JsonKind
{
    /// <summary>null, true or false.</summary>
    Word,

    /// <summary>Whole or not.</summary>
    Number,

    /// <summary>Between quotes.</summary>
    Text,

    /// <summary>Between brackets.</summary>
    List,

    /// <summary>Between braces.</summary>
    Object,
}
