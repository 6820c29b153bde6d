using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>What a tokenizer.json says, as far as it is honoured; whatever is not honoured was refused before.</summary>
internal sealed record TokenizerDefinition
{
    /// <summary>Ids of the model's tokens, without those that only the added tokens hold.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pairs of ids in order of rank, and the id they become.</summary>
    public required IReadOnlyList<(int Left, int Right, int Result)> Merges { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>Applied one after the other; empty for none.</summary>
    public IReadOnlyList<NormalizationForm> Normalizers { get; init; } = [];

    /// <summary>Applied one after the other; empty: each segment is one piece.</summary>
    public IReadOnlyList<SplitStep> Steps { get; init; } = [];

    /// <summary>Whether a segment that does not begin with a space gets one.</summary>
    public bool AddsPrefixSpace { get; init; }

    /// <summary>Whether a piece that is a token itself is not merged at all.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>The token of bytes that the vocabulary lacks; null leaves them out.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown bytes become one token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Ids put before a single text when special tokens are wanted.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>Ids put after it.</summary>
    public IReadOnlyList<int> Suffix { get; init; } = [];
}
