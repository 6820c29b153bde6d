namespace Recipes.Text.Scoring;

/// <summary>How far a reply was from the wanted form; later tiers are tried only where the ones before read
/// nothing.</summary>
public enum ParseTier
{
    /// <summary>Nothing was read.</summary>
    None,

    /// <summary>The scorer takes text as it stands: no form to read.</summary>
    Text,

    /// <summary>The whole reply is the answer in the wanted form.</summary>
    Strict,

    /// <summary>The whole reply is one code fence that holds it.</summary>
    Fence,

    /// <summary>It stands in prose.</summary>
    Embedded,

    /// <summary>It was read after a repair: Chinese quotes or separators, a missing bracket.</summary>
    Repaired,

    /// <summary>Another form that leaves no doubt: words between slashes, lines of name and value.</summary>
    Fallback,
}
