namespace Recipes.Torch.Generation.Json;

/// <summary>All that may be being written at once, as one state with a number, and its way to the next by a byte. States
/// are made when they are first met: most of a vocabulary's bytes then cost one look-up each.</summary>
internal sealed class JsonMachine
{
    /// <summary>Nothing can be written any more.</summary>
    public const int Dead = -1;

    private const int Unknown = -2;

    private readonly JsonStacks _stacks = new();
    private readonly JsonWriter _writer;
    private readonly ClosingBytes _closing;
    private readonly TokenBytes _vocabulary;
    private readonly List<int[]> _states = [];
    private readonly List<int[]> _next = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ulong[]> _allowed = [];

    public JsonMachine(IReadOnlyList<JsonShape> shapes, ShapeSizes sizes, TokenBytes vocabulary)
    {
        _vocabulary = vocabulary;
        _writer = new(shapes, sizes, _stacks);
        _closing = new(shapes, sizes, _stacks, _writer);
        Start = Number([_stacks.Push(new(FrameKind.Value, 0), 0)]);
    }

    /// <summary>Before the first byte.</summary>
    public int Start { get; }

    /// <summary>States made so far.</summary>
    public int Count => _states.Count;

    /// <summary>The state behind a byte.</summary>
    public int After(int state, byte next)
    {
        var after = _next[state][next];
        return after != Unknown ? after : _next[state][next] = Make(state, next);
    }

    /// <summary>The state behind bytes.</summary>
    public int After(int state, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && state != Dead; i++)
        {
            state = After(state, bytes[i]);
        }

        return state;
    }

    /// <summary>Whether the text may end here. A number on its own may end and go on.</summary>
    public bool IsWhole(int state) => Closing(state) == 0;

    /// <summary>Whether nothing can follow.</summary>
    public bool IsOver(int state) => state != Dead && _states[state] is [0];

    /// <summary>The fewest bytes that end the text.</summary>
    public int Closing(int state) => _states[state].Min(_closing.Of);

    /// <summary>A bit per token of the vocabulary: whether it may come.</summary>
    public ulong[] Allowed(int state)
    {
        if (!_allowed.TryGetValue(state, out var bits))
        {
            bits = _allowed[state] = Walk(state);
        }

        return bits;
    }

    private ulong[] Walk(int state)
    {
        var bits = new List<ulong>();
        var path = new int[_vocabulary.Levels + 1];
        path[0] = state;
        for (var node = 0; node < _vocabulary.Count;)
        {
            var depth = _vocabulary.Depth(node);
            var after = After(path[depth], _vocabulary.Byte(node));
            if (after == Dead)
            {
                node = _vocabulary.End(node);
                continue;
            }

            path[depth + 1] = after;
            foreach (var id in _vocabulary.Tokens(node))
            {
                while (bits.Count <= id / 64)
                {
                    bits.Add(0);
                }

                bits[id / 64] |= 1UL << id;
            }

            node++;
        }

        return [.. bits];
    }

    private int Make(int state, byte next)
    {
        var results = new SortedSet<int>();
        foreach (var stack in _states[state])
        {
            _writer.Step(stack, next, results);
        }

        results.RemoveWhere(stack => _closing.Of(stack) >= ShapeSizes.Endless);
        return results.Count == 0 ? Dead : Number([.. results]);
    }

    private int Number(int[] stacks)
    {
        var key = string.Join(' ', stacks);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _numbers[key] = _states.Count;
            _states.Add(stacks);
            var unknown = new int[256];
            unknown.AsSpan().Fill(Unknown);
            _next.Add(unknown);
        }

        return number;
    }
}
