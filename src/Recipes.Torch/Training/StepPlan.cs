using Recipes.Torch.Models;

namespace Recipes.Torch.Training;

/// <summary>Which rows each step reads. It depends on the seed, the number of rows and their lengths only, so a run
/// that
/// goes on at some step needs no state for it.</summary>
/// <remarks>Every pass is a permutation of its own; passes follow each other without a seam, and a step takes rows in
/// that order while they fit into its tokens, but at least one.</remarks>
public sealed class StepPlan
{
    private readonly IReadOnlyList<int> _lengths;
    private readonly int _tokensPerStep;
    private readonly ulong _start;
    private int[] _order = [];
    private int _pass = -1;
    private int _next;

    /// <summary>A plan at its first step.</summary>
    /// <param name="lengths">Tokens per row; at least one row.</param>
    /// <param name="tokensPerStep">Tokens of a step at most, unless a single row is longer.</param>
    /// <param name="seed">Seeds the permutations.</param>
    public StepPlan(IReadOnlyList<int> lengths, int tokensPerStep, long seed)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfZero(lengths.Count);
        _lengths = lengths;
        _tokensPerStep = tokensPerStep;
        _start = SeededNumbers.Start(seed, "order of rows");
        Turn();
    }

    /// <summary>Passes over all rows that were begun, from 1.</summary>
    public int Passes => _pass + 1;

    /// <summary>Steps that so many passes take at least: tokens of all rows times passes over tokens per step, rounded
    /// up.</summary>
    public static int StepsFor(long tokens, int tokensPerStep, double passes) =>
        Math.Max(1, (int)Math.Ceiling(tokens * passes / tokensPerStep));

    /// <summary>Indexes of the next step's rows, shortest first, which is how they are computed.</summary>
    public int[] Next()
    {
        var rows = new List<int>();
        long tokens = 0;
        while (rows.Count == 0 || tokens + _lengths[_order[_next]] <= _tokensPerStep)
        {
            rows.Add(_order[_next]);
            tokens += _lengths[_order[_next]];
            if (++_next == _order.Length)
            {
                Turn();
            }
        }

        return [.. rows.OrderBy(row => _lengths[row])]; // stable
    }

    /// <summary>Leaves out steps that were done before.</summary>
    public void Skip(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Next();
        }
    }

    private void Turn()
    {
        _pass++;
        _next = 0;
        var first = (long)_pass * _lengths.Count;
        _order = [.. Enumerable.Range(0, _lengths.Count)
            .OrderBy(row => SeededNumbers.Word(_start, first + row)).ThenBy(row => row)];
    }
}
