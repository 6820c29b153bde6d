namespace Recipes.Core;

/// <summary>What a pair is in the mixture for. Every kind but general counts as domain.</summary>
public enum PairKind
{
    /// <summary>Teaches what a document says.</summary>
    Knowledge,

    /// <summary>Teaches a form or tone.</summary>
    Format,

    /// <summary>Tells two confusable terms apart.</summary>
    Contrast,

    /// <summary>Teaches to refuse what lies outside the documents.</summary>
    Refusal,

    /// <summary>Keeps what the base can do.</summary>
    General,
}

/// <summary>A question with its answer, ready to be mixed. JSONL, stable order by <see cref="Id"/>.</summary>
public sealed record QaPair
{
    /// <summary>Hash of fact, messages and kind.</summary>
    public required string Id { get; init; }

    /// <summary>The fact it teaches; empty for general and refusal pairs.</summary>
    public string Fact { get; init; } = "";

    /// <summary>The wording family, such as <c>frame-3</c>; empty for general pairs.</summary>
    public string Wording { get; init; } = "";

    /// <summary>The question; null where <see cref="Messages"/> stands instead.</summary>
    public string? Question { get; init; }

    /// <summary>The answer; null where <see cref="Messages"/> stands instead.</summary>
    public string? Answer { get; init; }

    /// <summary>The turns where a system prompt or several turns are needed.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>The text of a general pair without the prompt around it, for leak checks; null elsewhere.</summary>
    public string? Input { get; init; }

    /// <summary>What it is for.</summary>
    public required PairKind Kind { get; init; }

    /// <summary>What made it.</summary>
    public PairGenerator? Generator { get; init; }

    /// <summary>The turns, whichever way the pair holds them.</summary>
    /// <param name="system">The recipe's system prompt, put first where the pair has none; null for none.</param>
    public IReadOnlyList<Message> Conversation(string? system)
    {
        IReadOnlyList<Message> turns = Messages ?? [new("user", Question ?? ""), new("assistant", Answer ?? "")];
        return system is null || turns[0].Role == "system" ? turns : [new("system", system), .. turns];
    }
}

/// <summary>What made a pair.</summary>
public sealed record PairGenerator
{
    /// <summary>outline, import, general, …</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the prompt or frame.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The model asked; empty for the outline generator.</summary>
    public string Model { get; init; } = "";

    /// <summary>The seed used.</summary>
    public long Seed { get; init; }
}
