using Recipes.Core;

namespace Recipes.Stages.Privacy;

/// <summary>A line of <c>privacy.jsonl</c>: where personal data was found and what became of it, never the data
/// itself.</summary>
internal sealed record PersonalFinding
{
    /// <summary>Path relative to the recipe's folder.</summary>
    public required string Document { get; init; }

    public required PersonalKind Kind { get; init; }

    public required PrivacyAction Action { get; init; }

    /// <summary>1-based line of the document's text as it is published; of ready pairs the line or row of their file.</summary>
    public required int Line { get; init; }

    /// <summary>The first character of the data, or of what stands in its place, in the document's text, UTF-16 units; null
    /// for ready pairs.</summary>
    public int? Start { get; init; }

    /// <summary>One past its last character.</summary>
    public int? End { get; init; }

    /// <summary>That a document, or a row of ready pairs, was refused.</summary>
    public Problem ToProblem(string what)
    {
        var key = GuardedText.NameOf(Kind);
        return new()
        {
            Code = "RCP3020",
            File = Document,
            Line = Line,
            Fact = $"{what} holds personal data: {key}, which privacy.{key} refuses",
            Remedy = $"remove it, or say privacy: {{ {key}: mask }}",
        };
    }
}
