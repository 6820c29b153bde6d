using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Generation.Steps;
using Recipes.Torch.Models;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>Many sequences that join and leave a running batch, one token each per step.</summary>
/// <remarks>An answer is the same bits alone and in any company: a step computes each row by the same sums in the same
/// order however many there are; a prompt is read by itself, how depends on its length alone (in bf16 from 24 tokens on
/// by the library, in whole buckets of 64; else as steps are); attention is computed for each sequence from its own
/// memory. A session belongs to one thread at a time.</remarks>
public sealed class GenerationSession
{
    private const int TokensAtOnce = Generator.Bucket; // of a prompt
    private const int LeastForLibrary = 24; // tokens from which on the library's bf16 products are faster, padding included
    private const int PromptTokensPerStep = 2048; // a step reads waiting prompts up to so many tokens, at least one; chosen by hand

    // B rows, P prompt slots, V vocabulary, H query heads, K key heads, D head size
    private readonly Model _model;
    private readonly AttentionRule _rule;
    private readonly StepDecoder _steps;
    private readonly CachedPrefix? _prefix;
    private readonly Queue<GenerationSequence> _waiting = new();
    private readonly List<GenerationSequence> _running = [];

    /// <summary>An empty session.</summary>
    /// <param name="model">Not changed; it must outlive the session.</param>
    /// <param name="rows">Sequences at once. Part of the numeric class of answers. Default 32, chosen by hand.</param>
    public GenerationSession(Model model, int rows = 32)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        (_model, Rows, _rule, _steps) = (model, rows, new(model.Config), new(model));
        _prefix = model.Prefix is null ? null : new(model.Prefix);
    }

    /// <summary>Sequences at once.</summary>
    public int Rows { get; }

    /// <summary>Sequences in it, those included whose prompt was not read yet.</summary>
    public int Count => _waiting.Count + _running.Count;

    /// <summary>Bytes of all keys and values.</summary>
    public long CacheBytes => _running.Sum(sequence => sequence.Cache.Bytes);

    /// <summary>Adds a prompt; the next steps read it. At most <see cref="Rows"/> sequences fit.</summary>
    /// <param name="prompt">Token ids: at least one, fewer than the model's context.</param>
    /// <param name="sampling">How its tokens are chosen.</param>
    /// <exception cref="RecipeException">A prompt that the model's context cannot hold, or with ids it does not have.</exception>
    /// <exception cref="InvalidOperationException">The session is full.</exception>
    public GenerationSequence Add(int[] prompt, SamplingSpec sampling)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(sampling);
        Check(_model.Config, prompt, "the prompt");
        if (Count >= Rows)
        {
            throw new InvalidOperationException($"a session of {Rows} rows is full");
        }

        var sequence = new GenerationSequence(prompt, sampling, new(_model.Config, _rule.Slopes));
        _prefix?.WriteTo(sequence.Cache);
        _waiting.Enqueue(sequence);
        return sequence;
    }

    /// <summary>Takes a sequence out before its end, for example because its client has left. Nothing happens where it is
    /// not there any more.</summary>
    public void Remove(GenerationSequence sequence)
    {
        _running.Remove(sequence);
        var others = _waiting.Where(other => other != sequence).ToList();
        _waiting.Clear();
        others.ForEach(_waiting.Enqueue);
    }

    /// <summary>Reads waiting prompts and computes one token for every sequence whose prompt is read; sequences that end
    /// leave by themselves.</summary>
    /// <param name="cancellation">Before the step: it is not done. Between two prompts: the next step reads the rest.</param>
    /// <returns>One token per sequence at most; empty where there are none.</returns>
    public IReadOnlyList<GeneratedToken> Step(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var team = new Team(get_num_threads());
        var tokens = new List<GeneratedToken>();
        var steady = _running.Where(sequence => !IsReadAgain(sequence)).ToList();
        var again = _running.Where(IsReadAgain).ToList();
        if (steady.Count > 0)
        {
            tokens.AddRange(Continue(steady, team));
        }

        tokens.AddRange(again.Select(sequence => Read(sequence, team)));
        for (var read = 0; _waiting.Count > 0 && read < PromptTokensPerStep && !cancellation.IsCancellationRequested;)
        {
            var sequence = _waiting.Dequeue();
            read += sequence.PromptTokens;
            _running.Add(sequence);
            tokens.Add(Read(sequence, team));
        }

        _running.RemoveAll(sequence => sequence.End != GenerationEnd.None);
        return tokens;
    }

    /// <exception cref="RecipeException">A prompt that the model cannot read.</exception>
    internal static void Check(ModelConfig config, int[] prompt, string name)
    {
        if (prompt.Length == 0 || prompt.Length >= config.Context)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP6320",
                Fact = $"{name} has {prompt.Length} tokens, and the model reads 1 to {config.Context - 1}",
                Remedy = "shorten it, or take a base with a longer context",
            });
        }

        if (Array.Exists(prompt, id => id < 0 || id >= config.Vocabulary))
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP6321",
                Fact = $"{name} has a token outside the model's {config.Vocabulary}",
                Remedy = "use the tokenizer of the model's own folder",
            });
        }
    }

    /// <summary>Under dynamic rotary scaling every key of a sequence that has outgrown the trained context turns with
    /// each token, so nothing can be remembered.</summary>
    private bool IsReadAgain(GenerationSequence sequence) =>
        _model.Config.Rope is { Kind: RopeKind.Dynamic } rope && sequence.Tokens.Count > rope.TrainedContext;

    /// <summary>Places that a prefix takes.</summary>
    private int Before => _prefix?.Tokens ?? 0;

    private bool IsReadByLibrary(int length) =>
        _prefix is null && _model.Weights.Precision == ScalarType.BFloat16 && length >= LeastForLibrary;

    private GeneratedToken Read(GenerationSequence sequence, Team team)
    {
        sequence.Cache.Reach(Before + sequence.Tokens.Count);
        return IsReadByLibrary(sequence.Tokens.Count) ? ReadByLibrary(sequence) : ReadBySteps(sequence, team);
    }

    /// <summary>Computes a whole sequence in pieces.</summary>
    private GeneratedToken ReadBySteps(GenerationSequence sequence, Team team)
    {
        var (length, cache) = (sequence.Tokens.Count, sequence.Cache);
        var scores = sequence.Sampling.ScoresPrompt && sequence.PromptScores.Count == 0 ? new List<TokenScore>() : null;
        for (var start = 0; ; start += TokensAtOnce)
        {
            var end = Math.Min(length, start + TokensAtOnce);
            var piece = new StepToken[end - start];
            for (var i = 0; i < piece.Length; i++)
            {
                piece[i] = new(sequence.Tokens[start + i], Before + start + i, Before + length, cache);
            }

            var wanted = scores is not null ? piece.Length : end == length ? 1 : 0;
            var logits = _steps.Run(piece, wanted, team);
            for (var i = 0; i < piece.Length && start + i + 1 < length && scores is not null; i++)
            {
                scores.Add(TokenScore.Of(logits.Row(i), sequence.Tokens[start + i + 1], sequence.Sampling.TopScores));
            }

            if (end == length)
            {
                sequence.PromptScores = scores ?? sequence.PromptScores;
                return sequence.Take(logits.Row(wanted - 1), _model.Config.Context);
            }
        }
    }

    /// <summary>Computes a whole sequence, padded on the right: what pads comes later than every real token, so none sees
    /// it.</summary>
    private GeneratedToken ReadByLibrary(GenerationSequence sequence)
    {
        using var scope = NewDisposeScope();
        var length = sequence.Tokens.Count;
        var slots = Generator.RoundUp(length);
        var (ids, places) = (new long[slots], new Places(new long[slots], [.. Enumerable.Repeat(length, slots)]));
        for (var i = 0; i < length; i++)
        {
            (ids[i], places.Positions[i]) = (sequence.Tokens[i], i);
        }

        var masks = _rule.Windows.ToDictionary(window => window, window => _rule.Mask(window, slots));
        var hidden = _model.Decoder.Hidden(ids, places, (layer, query, key, value) =>
        {
            using var inner = NewDisposeScope();
            sequence.Cache.Write(layer, length, key.contiguous(), value.contiguous());
            var attended = Kernels.Attend(Heads(query), Heads(key), Heads(value), masks[_model.Config.Window(layer)]); // (1, H, P, D)
            return attended.squeeze(0).transpose(0, 1).contiguous().MoveToOuterDisposeScope(); // (P, H, D)
        }); // (P, C)
        if (sequence.Sampling.ScoresPrompt && sequence.PromptScores.Count == 0)
        {
            sequence.PromptScores = SequenceScore.Of(_model, hidden, [.. sequence.Tokens], sequence.Sampling.TopScores);
        }

        var logits = _model.Decoder.Logits(hidden.narrow(0, length - 1, 1)); // (1, V)
        return sequence.Take(new TensorRows(logits).Floats(0), _model.Config.Context);

        static Tensor Heads(Tensor tokens) => tokens.transpose(0, 1).unsqueeze(0); // (1, H, P, D)
    }

    /// <summary>Computes the newest token of each sequence.</summary>
    private GeneratedToken[] Continue(List<GenerationSequence> sequences, Team team)
    {
        var tokens = new StepToken[sequences.Count];
        for (var row = 0; row < tokens.Length; row++)
        {
            var length = sequences[row].Tokens.Count;
            sequences[row].Cache.Reach(Before + length);
            tokens[row] = new(sequences[row].Tokens[^1], Before + length - 1, Before + length, sequences[row].Cache);
        }

        var logits = _steps.Run(tokens, tokens.Length, team); // (B, V)
        var chosen = new GeneratedToken[tokens.Length];
        team.Run(chosen.Length, 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                chosen[row] = sequences[row].Take(logits.Row(row), _model.Config.Context);
            }
        });
        return chosen;
    }
}
