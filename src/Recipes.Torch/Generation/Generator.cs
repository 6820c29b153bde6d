using System.Diagnostics;
using Recipes.Core;
using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation;

/// <summary>Greedy answers to many prompts.</summary>
/// <remarks>Shapes are fixed by the prompt alone: a batch always has the same number of rows, all in one bucket of 64
/// tokens, and the cache grows in steps of 64. So an answer is the same bits alone and in any company, on any number of
/// threads: <see cref="TorchRuntime.Threads"/> says how many batches are computed at once.</remarks>
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
        Check(model, prompts);
        var answers = new Answer[prompts.Count];
        var batches = Batches(prompts, spec.Rows).ToList();
        var meter = new Meter(prompts.Count, spec.Node, emit);
        Workers.Run(TorchRuntime.Threads, batches.Count, i =>
        {
            var rows = batches[i];
            var batch = new GreedyBatch(model, [.. rows.Select(row => prompts[row])], spec);
            foreach (var (row, answer) in rows.Zip(batch.Run(cancellation)))
            {
                answers[row] = answer;
            }

            meter.Add(rows.Length, rows.Sum(row => answers[row].Ids.Count));
        });
        return answers;
    }

    /// <summary>Length rounded up to whole buckets.</summary>
    internal static int RoundUp(int tokens) => (tokens + Bucket - 1) / Bucket * Bucket;

    /// <summary>Prompts of one bucket together, in their order.</summary>
    private static IEnumerable<int[]> Batches(IReadOnlyList<int[]> prompts, int rows) => Enumerable
        .Range(0, prompts.Count)
        .GroupBy(i => RoundUp(prompts[i].Length))
        .OrderBy(group => group.Key)
        .SelectMany(group => group.Chunk(rows));

    private static void Check(Model model, IReadOnlyList<int[]> prompts)
    {
        for (var i = 0; i < prompts.Count; i++)
        {
            if (prompts[i].Length == 0 || prompts[i].Length >= model.Config.Context)
            {
                throw new RecipeException(new Problem
                {
                    Code = "RCP6320",
                    Fact = $"prompt {i} has {prompts[i].Length} tokens, and the model reads 1 to {model.Config.Context - 1}",
                    Remedy = "shorten the item, or take a base with a longer context",
                });
            }
        }
    }

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
