using System.Text.Json;

namespace Recipes.Serving.Requests;

/// <summary>Reads <c>/v1/completions</c>.</summary>
internal static class CompletionReader
{
    /// <summary>The request.</summary>
    /// <param name="fields">Of the body.</param>
    /// <param name="model">Who answers.</param>
    /// <param name="mostPrompts">In one request.</param>
    /// <param name="seed">Where the request has none.</param>
    /// <exception cref="RequestFault">It cannot be answered.</exception>
    public static Call Read(RequestFields fields, ServedModel model, int mostPrompts, long seed)
    {
        var prompts = Prompts(fields, model, mostPrompts);
        foreach (var prompt in prompts)
        {
            PromptLimits.Check(model, prompt.Ids);
        }

        var (echoes, top) = (fields.Flag("echo"), SamplingReader.Top(fields, isChat: false));
        var sampling = SamplingReader.Sampling(fields, model, isChat: false, seed);
        return new()
        {
            IsChat = false,
            Prompts = prompts,
            Sampling = sampling with { ScoresPrompt = echoes && top is not null },
            Stops = SamplingReader.Stops(fields, model),
            HasScores = top is not null,
            Echoes = echoes,
            Answers = fields.Whole("max_tokens", 0, int.MaxValue) is not 0,
            Streams = fields.Flag("stream"),
            StreamsUsage = SamplingReader.StreamsUsage(fields),
            NamesTokensById = fields.Flag("return_tokens_as_token_ids") || model.Tokenizer is null,
            SkipsSpecial = fields.Flag("skip_special_tokens", otherwise: true),
        };
    }

    /// <summary>A text, a list of ids, or a list of either.</summary>
    private static List<Prompt> Prompts(RequestFields fields, ServedModel model, int mostPrompts)
    {
        var value = fields.Find("prompt")
            ?? throw new RequestFault(400, "prompt is missing: a text, a list of token ids, or a list of either", "prompt", "missing_required_parameter");
        var isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind != JsonValueKind.Number;
        List<JsonElement> prompts = isList ? [.. value.EnumerateArray()] : [value];
        if (prompts.Count > mostPrompts)
        {
            throw new RequestFault(400, $"a request has at most {mostPrompts} prompts but this one has {prompts.Count}", "prompt", "too_many_prompts");
        }

        var addsSpecial = fields.Flag("add_special_tokens", otherwise: true);
        return [.. prompts.Select(prompt => prompt.ValueKind == JsonValueKind.String
            ? OfText(prompt.GetString() ?? "", model, addsSpecial)
            : OfIds(RequestFields.IdsOf(prompt, "prompt"), model))];
    }

    private static Prompt OfText(string text, ServedModel model, bool addsSpecial) =>
        new(model.NeededTokenizer.Encode(text, addsSpecial), text);

    private static Prompt OfIds(int[] ids, ServedModel model) =>
        new(ids, model.Tokenizer?.Decode(ids, skipSpecial: false) ?? "");
}
