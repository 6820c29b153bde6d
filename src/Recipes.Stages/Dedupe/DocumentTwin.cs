namespace Recipes.Stages.Dedupe;

/// <summary>Two documents of one title that say much the same: one twice, or two versions of one text.</summary>
/// <param name="First">The document whose facts come first.</param>
/// <param name="Second">The other.</param>
/// <param name="Relation"><c>same</c> where every fact of each is in the other, else <c>versions</c>.</param>
/// <param name="FirstFacts">Facts of the first whose answer is long enough to compare.</param>
/// <param name="SecondFacts">Of the second.</param>
/// <param name="EqualFacts">Of the second, those whose answer the first gives too.</param>
/// <param name="Conflicts">Questions that both answer, and not alike.</param>
internal sealed record DocumentTwin(
    string First, string Second, string Relation, int FirstFacts, int SecondFacts, int EqualFacts, int Conflicts)
{
    /// <summary>Two versions of one text.</summary>
    public const string Versions = "versions";

    /// <summary>One text twice.</summary>
    public const string Same = "same";
}
