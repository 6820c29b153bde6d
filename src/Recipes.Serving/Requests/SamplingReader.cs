using System.Text.Json;
using Recipes.Torch.Generation;

namespace Recipes.Serving.Requests;

/// <summary>The fields that chats and completions share.</summary>
internal static class SamplingReader
{
    private const int MostStops = 16;
    private const int MostTop = 20; // OpenAI's limit on top_logprobs

    private static readonly string[] _notBuilt =
    [
        "tools", "functions", "tool_choice", "function_call", "guided_json", "guided_regex", "guided_choice",
        "guided_grammar", "structured_outputs", "suffix", "audio", "modalities", "min_tokens", "use_beam_search", "prompt_logprobs",
        "truncate_prompt_tokens", "include_stop_str_in_output", "prompt_embeds", "bad_words",
        "allowed_token_ids", "chat_template",
    ];

    /// <summary>Strings that end an answer.</summary>
    public static IReadOnlyList<string> Stops(RequestFields fields, ServedModel model)
    {
        var stops = fields.Texts("stop", MostStops);
        return stops.Count == 0 || model.Tokenizer is not null
            ? stops
            : throw new RequestFault(400, "stop needs a tokenizer, which this model's folder lacks; send stop_token_ids", "stop");
    }

    /// <summary>How many tokens are told beside each: a number, or with chats a flag and a number.</summary>
    /// <returns>Null where no scores are wanted.</returns>
    public static int? Top(RequestFields fields, bool isChat)
    {
        if (!isChat)
        {
            return (int?)fields.Whole("logprobs", 0, MostTop);
        }

        var top = (int?)fields.Whole("top_logprobs", 0, MostTop);
        return fields.Flag("logprobs") ? top ?? 0
            : top is null or 0 ? null
            : throw new RequestFault(400, "top_logprobs needs logprobs: true", "top_logprobs", "invalid_value");
    }

    /// <summary>How tokens are chosen.</summary>
    /// <param name="fields">Of the request.</param>
    /// <param name="model">Who answers.</param>
    /// <param name="isChat">Decides end tokens and the number of tokens where none is asked for.</param>
    /// <param name="seed">Where the request has none.</param>
    public static SamplingSpec Sampling(RequestFields fields, ServedModel model, bool isChat, long seed)
    {
        foreach (var name in _notBuilt)
        {
            fields.Refuse(name, IsOff);
        }

        foreach (var name in new[] { "n", "best_of", "typical_p", "length_penalty" })
        {
            fields.Refuse(name, IsOne);
        }

        return new()
        {
            MaxNewTokens = MostTokens(fields, isChat),
            StopIds = StopIds(fields, isChat ? model.ChatStopIds : model.StopIds),
            Temperature = fields.Number("temperature", 0, 0, 100),
            TopK = (int)Math.Max(0, fields.Whole("top_k", -1, int.MaxValue) ?? 0),
            TopP = fields.Number("top_p", 1, double.Epsilon, 1),
            MinP = fields.Number("min_p", 0, 0, 1),
            RepetitionPenalty = fields.Number("repetition_penalty", 1, 0.01, 100),
            Seed = fields.Whole("seed", long.MinValue, long.MaxValue) ?? seed,
            Grammar = GrammarReader.Of(fields, model),
            Rule = PenaltyRule.Of(fields, model.Model.Config.Vocabulary),
            TopScores = Top(fields, isChat) ?? 0,
        };
    }

    /// <summary>Whether a stream ends with the number of tokens.</summary>
    public static bool StreamsUsage(RequestFields fields)
    {
        if (fields.Find("stream_options") is not { } wanted)
        {
            return false;
        }

        return wanted.ValueKind == JsonValueKind.Object
            ? new RequestFields(wanted).Flag("include_usage")
            : throw RequestFields.Wrong("stream_options", "an object", wanted);
    }

    /// <summary>Tokens of an answer at most, at least 1; a completion's 0 is for whoever wants its prompt scored.</summary>
    private static int MostTokens(RequestFields fields, bool isChat)
    {
        var least = isChat ? 1 : 0;
        var most = fields.Whole("max_completion_tokens", least, int.MaxValue) ?? fields.Whole("max_tokens", least, int.MaxValue);
        return (int)Math.Max(1, most ?? (isChat ? int.MaxValue : 16)); // 16 is OpenAI's default
    }

    private static HashSet<int> StopIds(RequestFields fields, IReadOnlySet<int> usual) =>
        [.. fields.Flag("ignore_eos") ? Enumerable.Empty<int>() : usual, .. fields.Ids("stop_token_ids")];

    /// <summary>Whether the value asks for nothing: none, auto without tools, text, an empty list.</summary>
    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.GetDouble() == 0,
        JsonValueKind.String => value.GetString() is "" or "none" or "auto",
        JsonValueKind.Array => value.GetArrayLength() == 0 || (value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.String && value[0].GetString() == "text"),
        JsonValueKind.Object => !value.EnumerateObject().Any()
            || (value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "text"),
        _ => false,
    };

    private static bool IsOne(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() == 1;
}
