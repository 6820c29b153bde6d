namespace Recipes.Core;

/// <summary>One thing that the documents say, with the place where they say it.</summary>
public sealed record Fact
{
    /// <summary>Hash of document, heading path, folded evidence, folded question and ordinal among equals; holds no
    /// offsets.</summary>
    public required string Id { get; init; }

    /// <summary>The document's own words that hold the answer.</summary>
    public required string Evidence { get; init; }

    /// <summary>Where the evidence stands.</summary>
    public required FactSource Source { get; init; }

    /// <summary>A first wording of the question.</summary>
    public required string Question { get; init; }

    /// <summary>Verbatim from the document.</summary>
    public required string Answer { get; init; }

    /// <summary>What the fact is about, named by the document: the term of a clause, the row's first cell. Frames use
    /// it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What is said of the subject: a column name, a property; empty where there is none.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>The group given by an import; empty until Split computes one.</summary>
    public string Group { get; init; } = "";

    /// <summary>The turns of an imported conversation, or null for a plain question and answer.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }
}

/// <summary>The place of a fact's evidence.</summary>
public sealed record FactSource
{
    /// <summary>Path relative to the recipe's folder, with <c>/</c>.</summary>
    public required string Document { get; init; }

    /// <summary>SHA-256 of the extracted text, lower-case hex.</summary>
    public required string Text { get; init; }

    /// <summary>The headings above, outermost first.</summary>
    public required IReadOnlyList<string> Heading { get; init; }

    /// <summary>First character of the evidence in the extracted text, UTF-16 units.</summary>
    public required int Start { get; init; }

    /// <summary>One past its last character.</summary>
    public required int End { get; init; }
}

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">Its text.</param>
public sealed record Message(string Role, string Content);
