namespace Recipes.Torch.Generation.Json;

/// <summary>A regular expression as a machine over the bytes between the quotes of a JSON text: sets of states, by
/// number.</summary>
/// <remarks>Thompson's construction (1968): no text takes more than linear time, and nothing goes back.</remarks>
internal sealed class TextPattern
{
    private readonly List<PatternState> _states;
    private readonly int[] _toEnd; // fewest bytes from a state to the end
    private readonly List<int[]> _sets = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="states">State 0 is the start; the last one is the end.</param>
    public TextPattern(List<PatternState> states)
    {
        _states = states;
        _toEnd = Distances(states);
        Start = Number(Closure([0]));
    }

    /// <summary>The set before the first byte.</summary>
    public int Start { get; }

    /// <summary>The set behind a byte; −1 where nothing matches any more.</summary>
    public int After(int set, byte next)
    {
        var reached = _sets[set].Where(state => _states[state] is var one && next >= one.First && next <= one.Last)
            .Select(state => _states[state].Next).Where(state => _toEnd[state] < int.MaxValue).ToList();
        return reached.Count == 0 ? -1 : Number(Closure(reached));
    }

    /// <summary>The fewest bytes to the end; 0 → a match.</summary>
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
            for (var i = states.Count - 1; i >= 0; i--) // states mostly lead to later ones
            {
                var best = states[i].Free.Select(next => distances[next]).Append(distances[i]).Min();
                best = states[i].First <= states[i].Last && distances[states[i].Next] < int.MaxValue ? Math.Min(best, distances[states[i].Next] + 1) : best;
                changed |= best < distances[i];
                distances[i] = best;
            }
        }

        return distances;
    }
}

/// <summary>A state: where it goes for nothing, and for which bytes it goes on.</summary>
internal sealed class PatternState
{
    /// <summary>States reached without a byte.</summary>
    public List<int> Free { get; } = [];

    /// <summary>The first byte that leads on.</summary>
    public byte First { get; init; } = 1;

    /// <summary>The last one; none do where it is before the first.</summary>
    public byte Last { get; init; }

    /// <summary>The state behind one of them.</summary>
    public int Next { get; set; }
}
