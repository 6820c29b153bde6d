using System.Diagnostics;
using Recipes.Core;
using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation;

/// <summary>Greedy answers to many prompts.</summary>
/// <remarks>Each thread (<see cref="TorchRuntime.Threads"/> says how many) runs a <see cref="GenerationSession"/> and
/// takes the next prompt when a row is free; an answer is the same bits alone and in any company, so neither threads nor
/// order change one.</remarks>
public static class Generator
{
    /// <summary>Prompt and cache lengths are multiples of this.</summary>
    internal const int Bucket = 64;

    private const double ProgressSeconds = 0.5;

    /// <summary>Answers every prompt with the likeliest token again and again.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="prompts">Token ids; each at least one and fewer than the model's context.</param>
    /// <param name="spec">Limits, ends and rows.</param>
    /// <param name="emit">Takes progress.</param>
    /// <param name="cancellation">Honoured between two tokens.</param>
    /// <returns>One answer per prompt, in their order.</returns>
    /// <exception cref="RecipeException">A prompt that the model's context cannot hold.</exception>
    public static IReadOnlyList<Answer> Greedy(
        Model model,
        IReadOnlyList<int[]> prompts,
        GenerationSpec spec,
        Action<RunEvent> emit,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(emit);
        for (var i = 0; i < prompts.Count; i++)
        {
            GenerationSession.Check(model.Config, prompts[i], $"prompt {i}");
        }

        var answers = new Answer[prompts.Count];
        var meter = new Meter(prompts.Count, spec.Node, emit);
        var sampling = new SamplingSpec { MaxNewTokens = spec.MaxNewTokens, StopIds = spec.StopIds };
        var next = -1;
        Workers.Run(TorchRuntime.Threads, Math.Min(TorchRuntime.Threads, prompts.Count), _ =>
        {
            var session = new GenerationSession(model, spec.Rows);
            var numbers = new Dictionary<GenerationSequence, int>();
            while (true)
            {
                while (session.Count < session.Rows && Interlocked.Increment(ref next) is var number && number < prompts.Count)
                {
                    numbers.Add(session.Add(prompts[number], sampling), number);
                }

                if (session.Count == 0)
                {
                    return;
                }

                foreach (var token in session.Step(cancellation).Where(token => token.End != GenerationEnd.None))
                {
                    var answer = new Answer(token.Sequence.Answer, IsCut: token.End == GenerationEnd.Length);
                    answers[numbers[token.Sequence]] = answer;
                    meter.Add(1, answer.Ids.Count);
                }
            }
        });
        return answers;
    }

    /// <summary>Length rounded up to whole buckets.</summary>
    internal static int RoundUp(int tokens) => (tokens + Bucket - 1) / Bucket * Bucket;

    /// <summary>Counts what is done and says so, at most twice a second.</summary>
    private sealed class Meter(int prompts, string node, Action<RunEvent> emit)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Lock _lock = new();
        private double _shown = double.NegativeInfinity;
        private int _done;
        private long _tokens;

        public void Add(int done, long tokens)
        {
            lock (_lock)
            {
                _done += done;
                _tokens += tokens;
                var seconds = _watch.Elapsed.TotalSeconds;
                if (seconds - _shown < ProgressSeconds && _done < prompts)
                {
                    return;
                }

                _shown = seconds;
                var rate = string.Create(CultureInfo.InvariantCulture, $"{_tokens / Math.Max(seconds, 1e-9):F0} tokens/s");
                emit(new ProgressEvent(_done, prompts, "prompt", rate) { Node = node });
            }
        }
    }
}
