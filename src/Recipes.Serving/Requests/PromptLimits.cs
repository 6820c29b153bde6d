namespace Recipes.Serving.Requests;

/// <summary>What the model can read.</summary>
internal static class PromptLimits
{
    /// <summary>Refuses a prompt that is empty, too long, or no prompt of this model's.</summary>
    /// <exception cref="RequestFault">400.</exception>
    public static void Check(ServedModel model, int[] ids)
    {
        var (context, vocabulary) = (model.Context, model.Model.Config.Vocabulary);
        if (ids.Length == 0)
        {
            throw new RequestFault(400, "the prompt has no tokens", "prompt", "invalid_value");
        }

        if (ids.Length >= context)
        {
            throw new RequestFault(
                400,
                $"this model's maximum context length is {context} tokens, one of them for the answer, but the prompt has {ids.Length}; shorten it",
                "prompt",
                "context_length_exceeded");
        }

        if (Array.FindIndex(ids, id => id < 0 || id >= vocabulary) is var at && at >= 0)
        {
            throw new RequestFault(400, $"token {ids[at]} is not one of the model's {vocabulary}", "prompt", "invalid_value");
        }
    }
}
