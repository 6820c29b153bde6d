namespace Recipes.Text.Tokenizers;

/// <summary>A token that is found in the text before anything else happens to it.</summary>
internal sealed record AddedToken
{
    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>Its text.</summary>
    public required string Content { get; init; }

    /// <summary>Whether decoding may skip it.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether it is found only where no word character touches it.</summary>
    public bool IsSingleWord { get; init; }

    /// <summary>Whether it takes the white space before it.</summary>
    public bool TakesSpaceBefore { get; init; }

    /// <summary>Whether it takes the white space after it.</summary>
    public bool TakesSpaceAfter { get; init; }

    /// <summary>Whether it is looked for in the normalized text, normalized itself.</summary>
    public bool IsNormalized { get; init; }
}
