using System.Diagnostics;
using Recipes.Core;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>Greedy answers to many prompts.</summary>
/// <remarks>Shapes are fixed by the prompt alone: a batch always has the same number of rows, all in one bucket of 64
/// tokens, and the cache grows in steps of 64. So an answer is the same bits alone and in any company.</remarks>
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
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var answers = new Answer[prompts.Count];
        var watch = Stopwatch.StartNew();
        var (done, tokens, shown) = (0, 0L, double.NegativeInfinity);
        foreach (var rows in Batches(prompts, spec.Rows))
        {
            var batch = new GreedyBatch(model, [.. rows.Select(row => prompts[row])], spec);
            foreach (var (row, answer) in rows.Zip(batch.Run(cancellation)))
            {
                answers[row] = answer;
                tokens += answer.Ids.Count;
            }

            done += rows.Length;
            var seconds = watch.Elapsed.TotalSeconds;
            if (seconds - shown >= ProgressSeconds || done == prompts.Count)
            {
                shown = seconds;
                emit(new ProgressEvent(done, prompts.Count, "prompt", string.Create(
                    CultureInfo.InvariantCulture, $"{tokens / Math.Max(seconds, 1e-9):F0} tokens/s")) { Node = spec.Node });
            }
        }

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
}
