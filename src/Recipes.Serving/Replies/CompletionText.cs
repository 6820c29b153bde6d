using System.Text.Json.Nodes;
using Recipes.Serving.Batching;
using Recipes.Serving.Requests;

namespace Recipes.Serving.Replies;

/// <summary>Choices of <c>/v1/completions</c>: whole ones, and pieces of a stream.</summary>
internal sealed class CompletionText(ServedModel model, Call call) : IReplyForm
{
    private readonly TokenNames _names = new(model, call);
    private readonly Dictionary<int, int> _offsets = [];

    /// <inheritdoc/>
    public string IdPrefix => "cmpl";

    /// <inheritdoc/>
    public string Kind(bool isPiece) => "text_completion";

    /// <inheritdoc/>
    public JsonObject? Opening(int index) => null;

    /// <inheritdoc/>
    public JsonObject Choice(int index, IReadOnlyList<Piece> pieces, bool isPiece)
    {
        var isFirst = _offsets.TryAdd(index, 0);
        var answers = call.Answers ? pieces : [];
        return new()
        {
            ["index"] = index,
            ["text"] = (call.Echoes && isFirst ? call.Prompts[index].Text : "") + string.Concat(answers.Select(piece => piece.Text)),
            ["finish_reason"] = ReplyWords.Of(pieces[^1].Finish),
            ["logprobs"] = call.HasScores ? Scores(index, pieces, isFirst) : null,
        };
    }

    private JsonObject Scores(int index, IReadOnlyList<Piece> pieces, bool isFirst)
    {
        var (tokens, scores, top, offsets) = (new JsonArray(), new JsonArray(), new JsonArray(), new JsonArray());
        var offset = _offsets[index];
        if (call.Echoes && isFirst)
        {
            Add(call.Prompts[index].Ids[0], null, null);
        }

        foreach (var piece in pieces)
        {
            foreach (var score in piece.PromptScores.Concat(piece.Score is { } own && call.Answers ? [own] : []))
            {
                Add(score.Id, TokenNames.Finite(score.LogProbability), _names.Top(score));
            }
        }

        _offsets[index] = offset;
        return new() { ["tokens"] = tokens, ["token_logprobs"] = scores, ["top_logprobs"] = top, ["text_offset"] = offsets };

        void Add(int id, double? score, JsonObject? likeliest)
        {
            var name = _names.Of(id);
            tokens.Add(name);
            scores.Add(score);
            top.Add(likeliest);
            offsets.Add(offset);
            offset += name.Length;
        }
    }
}
