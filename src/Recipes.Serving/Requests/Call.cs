using System.Threading.Channels;
using Recipes.Serving.Batching;
using Recipes.Torch.Generation;

namespace Recipes.Serving.Requests;

/// <summary>A request that was read: what is asked of the model, and how the answer is told.</summary>
internal sealed record Call
{
    /// <summary>Chat or plain completion.</summary>
    public required bool IsChat { get; init; }

    /// <summary>One answer each.</summary>
    public required IReadOnlyList<Prompt> Prompts { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public required SamplingSpec Sampling { get; init; }

    /// <summary>Strings that end an answer.</summary>
    public required IReadOnlyList<string> Stops { get; init; }

    /// <summary>Whether scores are told; <see cref="SamplingSpec.TopScores"/> says how many beside a token.</summary>
    public required bool HasScores { get; init; }

    /// <summary>Whether the prompt comes first in the answer.</summary>
    public bool Echoes { get; init; }

    /// <summary>False → the prompt's scores are all that is wanted (<c>max_tokens: 0</c>).</summary>
    public bool Answers { get; init; } = true;

    /// <summary>Whether pieces are sent as they come.</summary>
    public required bool Streams { get; init; }

    /// <summary>Whether a stream ends with the number of tokens.</summary>
    public required bool StreamsUsage { get; init; }

    /// <summary>vLLM's <c>return_tokens_as_token_ids</c>.</summary>
    public required bool NamesTokensById { get; init; }

    /// <summary>Whether special tokens stay out of the text.</summary>
    public required bool SkipsSpecial { get; init; }

    /// <summary>Tickets for the batch.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="pieces">Takes what comes.</param>
    public IReadOnlyList<Ticket> Tickets(ServedModel model, ChannelWriter<Piece> pieces) => [.. Prompts.Select((prompt, index) =>
        new Ticket(index, prompt.Ids, Limited(model, prompt), new(TextOf(model, prompt), Stops), pieces))];

    private SamplingSpec Limited(ServedModel model, Prompt prompt)
    {
        var tokens = Math.Min(Sampling.MaxNewTokens, model.Context - prompt.Ids.Length);
        GrammarReader.CheckLimit(Sampling.Grammar, tokens);
        return Sampling with { MaxNewTokens = tokens };
    }

    /// <summary>A completion goes on behind its prompt, so its first space counts; decoders leave out that of a beginning.</summary>
    private Func<IReadOnlyList<int>, string> TextOf(ServedModel model, Prompt prompt)
    {
        if (model.Tokenizer is not { } tokenizer)
        {
            return _ => "";
        }

        if (IsChat)
        {
            return ids => tokenizer.Decode(ids, SkipsSpecial);
        }

        int[] before = [prompt.Ids[^1]];
        var text = tokenizer.Decode(before, SkipsSpecial);
        return text.Length == 0 || text.EndsWith('\uFFFD')
            ? ids => tokenizer.Decode(ids, SkipsSpecial)
            : ids => tokenizer.Decode([.. before, .. ids], SkipsSpecial)[text.Length..];
    }
}

/// <summary>What the model reads.</summary>
/// <param name="Ids">At least one, fewer than the model's context.</param>
/// <param name="Text">As it is echoed.</param>
internal sealed record Prompt(int[] Ids, string Text);
