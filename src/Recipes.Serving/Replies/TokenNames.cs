using System.Text;
using System.Text.Json.Nodes;
using Recipes.Serving.Requests;
using Recipes.Torch.Generation;

namespace Recipes.Serving.Replies;

/// <summary>Tokens and their scores as clients read them.</summary>
/// <param name="model">Whose tokens.</param>
/// <param name="call">Says how tokens are named.</param>
internal sealed class TokenNames(ServedModel model, Call call)
{
    private const double Least = -9999; // JSON knows no infinity; vLLM writes the same

    /// <summary>The text of a token, half a character as U+FFFD; or <c>token_id:N</c>.</summary>
    public string Of(int id) => call.NamesTokensById || model.Tokenizer is null
        ? string.Create(CultureInfo.InvariantCulture, $"token_id:{id}")
        : Encoding.UTF8.GetString(model.Tokenizer.BytesOf(id).Span);

    /// <summary>A score that JSON can hold.</summary>
    public static double Finite(double logProbability) => Math.Max(Least, logProbability);

    /// <summary>From tokens to scores: the likeliest, and the token itself.</summary>
    public JsonObject Top(TokenScore score)
    {
        var top = new JsonObject();
        foreach (var (id, logProbability) in score.Top.Append((score.Id, score.LogProbability)))
        {
            top.TryAdd(Of(id), Finite(logProbability)); // two tokens may share a text: the likelier counts
        }

        return top;
    }

    /// <summary>A token in a chat's scores.</summary>
    public JsonObject Entry(int id, double logProbability) => new()
    {
        ["token"] = Of(id),
        ["logprob"] = Finite(logProbability),
        ["bytes"] = model.Tokenizer is null ? null
            : new JsonArray([.. model.Tokenizer.BytesOf(id).ToArray().Select(one => (JsonNode)(int)one)]),
    };
}
