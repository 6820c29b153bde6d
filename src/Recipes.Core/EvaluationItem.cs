using System.Text.Json;

namespace Recipes.Core;

/// <summary>A question with its gold answer. JSONL.</summary>
public sealed record EvaluationItem
{
    /// <summary>Unique within a run.</summary>
    public required string Id { get; init; }

    /// <summary>segmentation | syntax | semantics | disambiguation | understanding | domain | contrast | outside |
    /// custom.</summary>
    public required string Dimension { get; init; }

    /// <summary>What is asked, the whole user turn; null where <see cref="Messages"/> stands instead.</summary>
    public string? Prompt { get; init; }

    /// <summary>The turns where one is not enough; the last is the user's.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>The text without the prompt around it, for leak checks.</summary>
    public string? Input { get; init; }

    /// <summary>Its form depends on the scorer: list of words, object of slots, label, string or list of accepted
    /// strings.</summary>
    public required JsonElement Gold { get; init; }

    /// <summary>spans | slots | choice | exact | overlap | contains | refusal.</summary>
    public required string Scorer { get; init; }

    /// <summary>The fact asked about, for dealt items.</summary>
    public string? Fact { get; init; }

    /// <summary>The group of that fact.</summary>
    public string? Group { get; init; }

    /// <summary>Items that share a passage or a text; null → the item is its own cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>Free labels, such as <c>unseen</c>, and the subset of dealt items (verbatim, rephrased, heldout,
    /// withheld).</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The turns to ask.</summary>
    /// <param name="system">The recipe's system prompt; null for none.</param>
    public IReadOnlyList<Message> Conversation(string? system)
    {
        IReadOnlyList<Message> turns = Messages ?? [new("user", Prompt ?? "")];
        return system is null || turns[0].Role == "system" ? turns : [new("system", system), .. turns];
    }
}
