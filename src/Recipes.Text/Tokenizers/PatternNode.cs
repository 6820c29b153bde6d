namespace Recipes.Text.Tokenizers;

/// <summary>What a node of a compiled pattern does.</summary>
internal enum PatternNodeKind
{
    /// <summary>The match ends here.</summary>
    Accept,

    /// <summary>A set of characters, repeated.</summary>
    Loop,

    /// <summary>The first branch that leads to a match.</summary>
    Branch,

    /// <summary>What follows must, or must not, match; nothing is consumed.</summary>
    Lookahead,
}

/// <summary>A node of a compiled pattern; every node knows what follows it, so matching needs no stack of its
/// own.</summary>
internal sealed record PatternNode
{
    /// <summary>The end of every pattern.</summary>
    public static PatternNode End { get; } = new() { Kind = PatternNodeKind.Accept };

    /// <summary>What it does.</summary>
    public required PatternNodeKind Kind { get; init; }

    /// <summary>The repeated set; null for other kinds than <see cref="PatternNodeKind.Loop"/>.</summary>
    public CharacterSet? Set { get; init; }

    /// <summary>Fewest repetitions.</summary>
    public int Least { get; init; }

    /// <summary>Most repetitions.</summary>
    public int Most { get; init; }

    /// <summary>Whether characters once taken are never given back (<c>++</c>).</summary>
    public bool IsPossessive { get; init; }

    /// <summary>Whether a lookahead must fail.</summary>
    public bool IsNegative { get; init; }

    /// <summary>Branches in order of preference; each already leads on to what follows the whole.</summary>
    public IReadOnlyList<PatternNode> Branches { get; init; } = [];

    /// <summary>What follows; null for an end and for branches, which lead on by themselves.</summary>
    public PatternNode? Next { get; init; }
}
