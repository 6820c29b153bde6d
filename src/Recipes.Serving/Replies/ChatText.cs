using System.Text.Json.Nodes;
using Recipes.Serving.Batching;
using Recipes.Serving.Requests;

namespace Recipes.Serving.Replies;

/// <summary>Choices of <c>/v1/chat/completions</c>: whole ones, and pieces of a stream.</summary>
internal sealed class ChatText(ServedModel model, Call call) : IReplyForm
{
    private readonly TokenNames _names = new(model, call);

    /// <inheritdoc/>
    public string IdPrefix => "chatcmpl";

    /// <inheritdoc/>
    public string Kind(bool isPiece) => isPiece ? "chat.completion.chunk" : "chat.completion";

    /// <inheritdoc/>
    public JsonObject? Opening(int index) => new()
    {
        ["index"] = index,
        ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = "" },
        ["logprobs"] = null,
        ["finish_reason"] = null,
    };

    /// <inheritdoc/>
    public JsonObject Choice(int index, IReadOnlyList<Piece> pieces, bool isPiece)
    {
        var message = new JsonObject { ["content"] = string.Concat(pieces.Select(piece => piece.Text)) };
        if (!isPiece)
        {
            message.Insert(0, "role", "assistant");
            message["refusal"] = null;
        }

        return new()
        {
            ["index"] = index,
            [isPiece ? "delta" : "message"] = message,
            ["logprobs"] = call.HasScores ? Scores(pieces) : null,
            ["finish_reason"] = ReplyWords.Of(pieces[^1].Finish),
        };
    }

    private JsonObject Scores(IReadOnlyList<Piece> pieces)
    {
        var content = new JsonArray();
        foreach (var score in pieces.Select(piece => piece.Score).OfType<Torch.Generation.TokenScore>())
        {
            var entry = _names.Entry(score.Id, score.LogProbability);
            entry["top_logprobs"] = new JsonArray([.. score.Top.Select(one => _names.Entry(one.Id, one.LogProbability))]);
            content.Add(entry);
        }

        return new() { ["content"] = content, ["refusal"] = null };
    }
}
