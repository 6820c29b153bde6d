using Recipes.Torch.Generation.Json;

namespace Recipes.Torch.Generation;

/// <summary>Changes the logits of the next token before anything is chosen, for example to −∞ where a grammar forbids
/// it.</summary>
/// <param name="answer">The tokens so far, without the prompt.</param>
/// <param name="logits">One per token of the vocabulary.</param>
public delegate void LogitRule(IReadOnlyList<int> answer, Span<float> logits);

/// <summary>How one answer is chosen, token by token. The order is that of transformers: rule, grammar, repetition penalty,
/// temperature, top-k, top-p, min-p.</summary>
public sealed record SamplingSpec
{
    /// <summary>Tokens of the answer at most, at least 1.</summary>
    public required int MaxNewTokens { get; init; }

    /// <summary>Ids that end the answer; they are not part of it.</summary>
    public IReadOnlySet<int> StopIds { get; init; } = new HashSet<int>();

    /// <summary>Logits are divided by it. Default 0: always the likeliest token.</summary>
    public double Temperature { get; init; }

    /// <summary>Only so many likeliest tokens; default 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>The fewest likeliest tokens whose probabilities reach this, in (0, 1]; default 1: all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only tokens at least so likely relative to the likeliest, in [0, 1]; default 0: all.</summary>
    public double MinP { get; init; }

    /// <summary>Positive logits of tokens that prompt or answer hold are divided by it, others multiplied (Keskar et al.
    /// 2019); default 1.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>The i-th token of an answer depends on seed, prompt and this spec alone.</summary>
    public long Seed { get; init; }

    /// <summary>Likeliest tokens reported with each token; default 0.</summary>
    public int TopScores { get; init; }

    /// <summary>Whether the prompt's own tokens are scored when it is read; default false.</summary>
    public bool ScoresPrompt { get; init; }

    /// <summary>Applied first; null for none.</summary>
    public LogitRule? Rule { get; init; }

    /// <summary>What the answer must be, applied after the rule; null for anything. The limit on tokens must not be below
    /// its <see cref="JsonGrammar.ShortestTokens"/>.</summary>
    public JsonGrammar? Grammar { get; init; }
}
