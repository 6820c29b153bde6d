namespace Recipes.Text.Tokenizers;

/// <summary>What a tokenizer's file says, as far as it is honoured; whatever is not honoured was refused
/// before.</summary>
internal sealed record TokenizerDefinition
{
    /// <summary>Ids of the model's tokens, without those that only the added tokens hold.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pairs of ids in order of rank, and the id they become; empty for models that do not merge.</summary>
    public IReadOnlyList<(int Left, int Right, int Result)> Merges { get; init; } = [];

    /// <summary>Rank of each merge; null where it is its place in the list.</summary>
    public IReadOnlyList<int>? MergeRanks { get; init; }

    /// <summary>Whether special tokens are found in ordinary text; SentencePiece never does.</summary>
    public bool FindsSpecialInText { get; init; } = true;

    /// <summary>Whether an unknown token is shown as the text that it stands for.</summary>
    public bool ShowsUnknownText { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>Applied one after the other; empty for none.</summary>
    public IReadOnlyList<ITextNormalizer> Normalizers { get; init; } = [];

    /// <summary>Applied one after the other; empty: each segment is one piece.</summary>
    public IReadOnlyList<SplitStep> Steps { get; init; } = [];

    /// <summary>The last step where it marks spaces; null for none.</summary>
    public Metaspace? Metaspace { get; init; }

    /// <summary>Whether tokens spell bytes in GPT-2's alphabet.</summary>
    public bool IsByteLevel { get; init; }

    /// <summary>Whether a segment that does not begin with a space gets one.</summary>
    public bool AddsPrefixSpace { get; init; }

    /// <summary>Whether a piece that is a token itself is not merged at all.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>Whether characters without a token become their bytes' tokens.</summary>
    public bool FallsBackToBytes { get; init; }

    /// <summary>The token of bytes or characters that the vocabulary lacks; null leaves them out.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown bytes become one token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>The model where it is no BPE that the properties above describe; null for such a BPE.</summary>
    public IPieceModel? Model { get; init; }

    /// <summary>Makes text of tokens; null joins the bytes of the tokens.</summary>
    public ITokenDecoder? Decoder { get; init; }

    /// <summary>Ids put before a single text when special tokens are wanted.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>Ids put after it.</summary>
    public IReadOnlyList<int> Suffix { get; init; } = [];

    /// <summary>How two texts are put together; empty where the file does not say.</summary>
    public IReadOnlyList<PairPart> Pair { get; init; } = [];

    /// <summary>The model.</summary>
    public IPieceModel MakeModel() => Model
        ?? (IsByteLevel ? new PieceEncoder(this) : new CharacterBpeModel(this, new(Merges, MergeRanks)));
}

/// <summary>A part of two texts put together.</summary>
/// <param name="Ids">Special tokens; empty for a text.</param>
/// <param name="Text">0 the first text, 1 the second, -1 special tokens.</param>
/// <param name="TypeId">Type of its ids.</param>
internal readonly record struct PairPart(IReadOnlyList<int> Ids, int Text, int TypeId);

/// <summary>Writes spaces as a mark, and puts one in front.</summary>
/// <param name="Mark">Usually U+2581.</param>
/// <param name="PrependsAlways">Whether every piece begins with the mark.</param>
/// <param name="PrependsFirst">Whether the piece at the very beginning does.</param>
/// <param name="Splits">Whether each mark begins a piece.</param>
internal sealed record Metaspace(char Mark, bool PrependsAlways, bool PrependsFirst, bool Splits)
{
    /// <summary>Cuts before each mark.</summary>
    public SplitStep Step { get; } = new(new($"\\u{(int)Mark:X4}"), SplitBehavior.MergedWithNext, isInverted: false);
}
