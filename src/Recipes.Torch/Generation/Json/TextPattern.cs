namespace Recipes.Torch.Generation.Json;

/// <summary>A regular expression as a table over the bytes between the quotes of a JSON text.</summary>
/// <remarks>Thompson's construction (1968), then sets of its states, all of them before the first answer: a pattern whose
/// sets are too many is refused, and no text makes it slow.</remarks>
internal sealed class TextPattern
{
    private readonly byte[] _kinds = new byte[256]; // bytes that no state tells apart have the same
    private readonly int _kindCount;
    private readonly int[] _next; // (set, kind); −1 → nothing
    private readonly int[] _toEnd;

    /// <param name="states">State 0 is the start; the last one is the end.</param>
    /// <param name="work">What making the sets may take.</param>
    /// <exception cref="FormatException">They take more.</exception>
    public TextPattern(List<PatternState> states, PatternWork work)
    {
        _kindCount = Kinds(states);
        var distances = Distances(states); // fewest bytes from a state to the end
        var (sets, next) = (new NumberedSets(), new List<int>());
        sets.Of(Closure(states, [0], work));
        for (var set = 0; set < sets.Count; set++)
        {
            var reached = new List<int>[_kindCount];
            foreach (var state in sets[set].Select(number => states[number]).Where(state => state.Reads && distances[state.Next] < int.MaxValue))
            {
                for (int kind = _kinds[state.First]; kind <= _kinds[state.Last]; kind++)
                {
                    work.Take(1);
                    (reached[kind] ??= []).Add(state.Next);
                }
            }

            work.Take(PatternWork.PerEntry * _kindCount);
            next.AddRange(reached.Select(found => found is null ? -1 : sets.Of(Closure(states, found, work))));
        }

        _next = [.. next];
        _toEnd = [.. Enumerable.Range(0, sets.Count).Select(set => sets[set].Min(state => distances[state]))];
    }

    /// <summary>The bytes that some text under it needs on its shortest way to the end.</summary>
    public IEnumerable<byte> Bytes => Enumerable.Range(0, _toEnd.Length).Where(set => _toEnd[set] is > 0 and < int.MaxValue)
        .Select(set => (byte)Enumerable.Range(0, 256).First(next => After(set, (byte)next) is >= 0 and var after && _toEnd[after] < _toEnd[set]));

    /// <summary>The fewest bytes of a text that matches; the largest number where none does.</summary>
    public int Shortest => ToEnd(0);

    /// <summary>The set behind a byte; −1 where nothing matches any more. Set 0 is the one before the first byte.</summary>
    public int After(int set, byte next) => _next[(set * _kindCount) + _kinds[next]];

    /// <summary>The fewest bytes to the end; 0 → a match.</summary>
    public int ToEnd(int set) => _toEnd[set];

    private int Kinds(List<PatternState> states)
    {
        var begins = new bool[257];
        foreach (var state in states.Where(state => state.Reads))
        {
            begins[state.First] = begins[state.Last + 1] = true;
        }

        for (var next = 1; next < 256; next++)
        {
            _kinds[next] = (byte)(_kinds[next - 1] + (begins[next] ? 1 : 0));
        }

        return _kinds[255] + 1;
    }

    /// <summary>What some states lead to without a byte, of it those that read one or are the end.</summary>
    private static int[] Closure(List<PatternState> states, IEnumerable<int> from, PatternWork work)
    {
        var (seen, open, found) = (new HashSet<int>(from), new Stack<int>(), new List<int>());
        foreach (var state in seen)
        {
            open.Push(state);
        }

        while (open.TryPop(out var state))
        {
            work.Take(1 + states[state].Free.Count);
            foreach (var next in states[state].Free)
            {
                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }

            if (states[state].Reads || state == states.Count - 1)
            {
                found.Add(state);
            }
        }

        found.Sort();
        return [.. found];
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
                best = states[i].Reads && distances[states[i].Next] < int.MaxValue ? Math.Min(best, distances[states[i].Next] + 1) : best;
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

    /// <summary>Whether any byte leads on.</summary>
    public bool Reads => First <= Last;

    /// <summary>The state behind one of them.</summary>
    public int Next { get; set; }
}

/// <summary>What all patterns of a schema may take together.</summary>
internal sealed class PatternWork
{
    /// <summary>Of an entry of the table.</summary>
    public const int PerEntry = 4;

    private int _left = 5_000_000; // about 0.3 s, and tables of 5 MB at most; chosen by hand

    /// <exception cref="FormatException">It is used up.</exception>
    public void Take(int work)
    {
        if ((_left -= work) < 0)
        {
            throw new FormatException("too many things may be meant at once under it");
        }
    }
}
