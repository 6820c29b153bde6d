namespace Recipes.Torch.Generation.Json;

/// <summary>A regular expression as a machine over characters (code points): sets of states, by number.</summary>
/// <remarks>Thompson's construction (1968): no text takes more than linear time, and nothing goes back.</remarks>
internal sealed class TextPattern
{
    private readonly List<PatternState> _states;
    private readonly int[] _toEnd; // fewest characters from a state to the end
    private readonly List<int[]> _sets = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="states">State 0 is the start; the last one is the end.</param>
    public TextPattern(List<PatternState> states)
    {
        _states = states;
        _toEnd = Distances(states);
        Start = Number(Closure([0]));
    }

    /// <summary>The set before the first character.</summary>
    public int Start { get; }

    /// <summary>The set behind a character; −1 where nothing matches.</summary>
    public int After(int set, int character)
    {
        var next = _sets[set].Where(state => _states[state].Ranges.Any(range => character >= range.First && character <= range.Last))
            .Select(state => _states[state].Next).Where(state => _toEnd[state] < int.MaxValue).ToList();
        return next.Count == 0 ? -1 : Number(Closure(next));
    }

    /// <summary>The fewest characters to the end; 0 → a match.</summary>
    public int ToEnd(int set) => _sets[set].Min(state => _toEnd[state]);

    private int Number(int[] set)
    {
        var key = string.Join(' ', set);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _numbers[key] = _sets.Count;
            _sets.Add(set);
        }

        return number;
    }

    private int[] Closure(IEnumerable<int> states)
    {
        var (seen, open) = (new SortedSet<int>(), new Stack<int>(states));
        while (open.TryPop(out var state))
        {
            if (seen.Add(state))
            {
                _states[state].Free.ForEach(open.Push);
            }
        }

        return [.. seen];
    }

    private static int[] Distances(List<PatternState> states)
    {
        var distances = Enumerable.Repeat(int.MaxValue, states.Count).ToArray();
        distances[^1] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < states.Count; i++)
            {
                var best = states[i].Free.Select(next => distances[next]).Append(distances[i]).Min();
                best = states[i].Ranges.Count > 0 && distances[states[i].Next] < int.MaxValue ? Math.Min(best, distances[states[i].Next] + 1) : best;
                changed |= best < distances[i];
                distances[i] = best;
            }
        }

        return distances;
    }
}

/// <summary>A state: where it goes for nothing, and for which characters it goes on.</summary>
internal sealed class PatternState
{
    /// <summary>States reached without a character.</summary>
    public List<int> Free { get; } = [];

    /// <summary>Characters that lead on.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; init; } = [];

    /// <summary>The state behind one of them.</summary>
    public int Next { get; set; }
}
