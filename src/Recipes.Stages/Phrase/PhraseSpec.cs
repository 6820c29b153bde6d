namespace Recipes.Stages.Phrase;

/// <summary>What Phrase depends on.</summary>
internal sealed record PhraseSpec
{
    /// <summary>Wordings per fact.</summary>
    public required int Wordings { get; init; }

    /// <summary>Similarity from which two wordings of a fact are too close to be on two sides.</summary>
    public required double Threshold { get; init; }

    /// <summary>Characters per shingle.</summary>
    public required int Shingle { get; init; }

    /// <summary>True where groups were dealt instead of wordings: no wording is held back.</summary>
    public required bool Generalizes { get; init; }

    /// <summary>The answer to what lies outside the documents.</summary>
    public required string Refusal { get; init; }

    /// <summary>Pairs of confusable terms.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Contrast { get; init; }

    /// <summary>Seeds every choice.</summary>
    public required long Seed { get; init; }
}
