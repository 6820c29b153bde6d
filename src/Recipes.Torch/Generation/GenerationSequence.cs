using Recipes.Torch.Generation.Json;
using Recipes.Torch.Models;

namespace Recipes.Torch.Generation;

/// <summary>One prompt and its answer inside a <see cref="GenerationSession"/>.</summary>
public sealed class GenerationSequence
{
    private readonly List<int> _tokens;
    private readonly ulong _stream;
    private readonly JsonRun? _grammar;

    internal GenerationSequence(int[] prompt, SamplingSpec sampling, SequenceCache cache)
    {
        (_tokens, Sampling, Cache, PromptTokens) = ([.. prompt], sampling, cache, prompt.Length);
        _stream = SeededNumbers.Start(sampling.Seed, "tokens");
        _grammar = sampling.Grammar?.NewRun();
    }

    /// <summary>How its tokens are chosen.</summary>
    public SamplingSpec Sampling { get; }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>The answer so far, without the token that ended it.</summary>
    public IReadOnlyList<int> Answer => _tokens[PromptTokens..];

    /// <summary>Whether and why the answer ended.</summary>
    public GenerationEnd End { get; private set; }

    /// <summary>One score per token of the prompt but the first; empty before it is read, or where the spec does not ask for
    /// it.</summary>
    public IReadOnlyList<TokenScore> PromptScores { get; internal set; } = [];

    /// <summary>Keys and values.</summary>
    internal SequenceCache Cache { get; }

    /// <summary>Prompt and answer.</summary>
    internal IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Chooses the next token from logits, which are changed.</summary>
    /// <param name="logits">(V)</param>
    /// <param name="context">Longest sequence of the model.</param>
    internal GeneratedToken Take(Span<float> logits, int context)
    {
        var raw = logits.ToArray();
        var made = _tokens.Count - PromptTokens;
        Sampling.Rule?.Invoke(Answer, logits);
        _grammar?.Limit(logits, Math.Min(Sampling.MaxNewTokens - made, context - _tokens.Count), Sampling.StopIds);
        var fraction = (SeededNumbers.Word(_stream, made) >> 11) * (1.0 / (1UL << 53));
        var id = Sampler.Choose(logits, _tokens, Sampling, fraction);
        if (Sampling.StopIds.Contains(id))
        {
            End = GenerationEnd.Stop;
        }
        else
        {
            _tokens.Add(id);
            _grammar?.Take(id);
            End = _grammar is { IsOver: true, WasHurried: false } ? GenerationEnd.Whole
                : _grammar is { IsOver: true } || made + 1 >= Sampling.MaxNewTokens || _tokens.Count >= context
                    ? GenerationEnd.Length : GenerationEnd.None;
        }

        return new(this, TokenScore.Of(raw, id, Sampling.TopScores), End);
    }
}
