using Recipes.Torch.Models;

namespace Recipes.Torch.Training;

/// <summary>Which rows each step reads. It depends on the seed, the number of rows and their lengths only, so a run
/// that goes on at some step needs no state for it.</summary>
/// <remarks>Every pass is a permutation of its own, and begins when all rows of the one before are taken, also within a step.
/// A step takes the next row of that order and then, as long as one fits into its tokens, the longest that fits among the
/// next ones (best fit): so that steps are full, and no row waits long.</remarks>
public sealed class StepPlan
{
    private const int MostAhead = 64; // rows looked at; chosen by hand

    private readonly IReadOnlyList<int> _lengths;
    private readonly int _tokensPerStep;
    private readonly int _ahead;
    private readonly ulong _start;
    private readonly List<int> _waiting = []; // the next rows of the order
    private int[] _order = [];
    private int _turned;
    private int _next;
    private long _taken;

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
        _ahead = MostAhead;
        _start = SeededNumbers.Start(seed, "order of rows");
        Refill();
    }

    /// <summary>Passes over all rows that were begun, from 1.</summary>
    public int Passes => (int)Math.Max(1, (_taken + _lengths.Count - 1) / _lengths.Count);

    /// <summary>Steps that so many passes take at least: tokens of all rows times passes over tokens per step, rounded
    /// up.</summary>
    public static int StepsFor(long tokens, int tokensPerStep, double passes) =>
        Math.Max(1, (int)Math.Ceiling(tokens * passes / tokensPerStep));

    /// <summary>Indexes of the next step's rows, shortest first.</summary>
    public int[] Next()
    {
        var rows = new List<int>();
        long tokens = 0;
        for (int? place = 0; place is { } at; place = BestFit(_tokensPerStep - tokens))
        {
            rows.Add(_waiting[at]);
            tokens += _lengths[_waiting[at]];
            _waiting.RemoveAt(at);
            Refill();
        }

        _taken += rows.Count;
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

    /// <summary>The place of the longest waiting row of at most so many tokens, of equal ones the first; null where none
    /// fits.</summary>
    private int? BestFit(long tokens)
    {
        int? best = null;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var length = _lengths[_waiting[i]];
            if (length <= tokens && (best is null || length > _lengths[_waiting[best.Value]]))
            {
                best = i;
            }
        }

        return best;
    }

    private void Refill()
    {
        while (_waiting.Count < _ahead)
        {
            if (_next == _order.Length)
            {
                if (_waiting.Count > 0)
                {
                    return;
                }

                Turn();
            }

            _waiting.Add(_order[_next++]);
        }
    }

    private void Turn()
    {
        var first = (long)_turned * _lengths.Count;
        _order = [.. Enumerable.Range(0, _lengths.Count)
            .OrderBy(row => SeededNumbers.Word(_start, first + row)).ThenBy(row => row)];
        _turned++;
        _next = 0;
    }
}
