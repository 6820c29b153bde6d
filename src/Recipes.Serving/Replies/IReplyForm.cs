using System.Text.Json.Nodes;
using Recipes.Serving.Batching;

namespace Recipes.Serving.Replies;

/// <summary>How one route tells its answers.</summary>
internal interface IReplyForm
{
    /// <summary>Begins the id of a reply.</summary>
    string IdPrefix { get; }

    /// <summary>The reply's <c>object</c>.</summary>
    /// <param name="isPiece">One of a stream, or the whole.</param>
    string Kind(bool isPiece);

    /// <summary>What a stream begins a choice with; null for nothing.</summary>
    JsonObject? Opening(int index);

    /// <summary>A choice, or what a piece of a stream adds to one. To be called in the order of the pieces.</summary>
    /// <param name="index">Of the prompt.</param>
    /// <param name="pieces">At least one.</param>
    /// <param name="isPiece">One of a stream, or the whole.</param>
    JsonObject Choice(int index, IReadOnlyList<Piece> pieces, bool isPiece);
}

/// <summary>OpenAI's words.</summary>
internal static class ReplyWords
{
    /// <summary>stop, length, or null while the answer goes on.</summary>
    public static string? Of(Finish? finish) => finish switch
    {
        Finish.Stop => "stop",
        Finish.Length => "length",
        _ => null,
    };
}
