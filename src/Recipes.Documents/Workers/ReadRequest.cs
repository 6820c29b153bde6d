namespace Recipes.Documents.Workers;

/// <summary>One document to read.</summary>
public sealed record ReadRequest
{
    /// <summary>Where it lies; a worker does not share the caller's working directory for sure, so absolute.</summary>
    public required string File { get; init; }

    /// <summary>Its name in the document and in problems, relative to the recipe's folder, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The kind its source gives.</summary>
    public required string Kind { get; init; }

    /// <summary>What <see cref="External.PageRecognizer"/> read from pages of it, by their numbers; null for nothing.</summary>
    public IReadOnlyDictionary<int, string>? Recognized { get; init; }

    /// <summary>What it may cost.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;
}
