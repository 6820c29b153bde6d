namespace Recipes.Torch.Generation.Json;

/// <summary>All that may be being written at once, as one state with a number, and its way to the next by a byte. States
/// are made when they are first met: most of a vocabulary's bytes then cost one look-up each.</summary>
internal sealed class JsonMachine
{
    /// <summary>Nothing can be written any more.</summary>
    public const int Dead = -1;

    private const int Unknown = -2;

    // What one walk over the vocabulary may meet anew: about 0.3 s and 200 MB. A schema that needs more gives away some of
    // the tokens that it allows, always the same ones. Chosen by hand; an enum of 4,000 words of three letters takes half of it.
    private const int MostWork = 1_000_000;
    private const int WorkPerState = 8;
    private const int MostStacks = 4000; // of a state: the rest is not followed

    private readonly JsonStacks _stacks = new();
    private readonly JsonWriter _writer;
    private readonly ClosingBytes _closing;
    private readonly TokenBytes _vocabulary;
    private readonly NumberedSets _states = new(); // stacks, those of the same text in the same order
    private readonly List<int> _closings = [];
    private readonly List<int[]> _next = [];
    private readonly Dictionary<int, AllowedTokens> _allowed = [];
    private long _bytes;

    public JsonMachine(IReadOnlyList<JsonShape> shapes, ShapeSizes sizes, TokenBytes vocabulary)
    {
        _vocabulary = vocabulary;
        var leaves = new ShapeLeaves(shapes);
        _writer = new(shapes, sizes, leaves, _stacks);
        _closing = new(shapes, sizes, leaves, _stacks, _writer);
        Start = Number([_stacks.Push(new(FrameKind.Value, 0), 0)]);
    }

    /// <summary>Before the first byte.</summary>
    public int Start { get; }

    /// <summary>What all that was met so far takes, in bytes, roughly.</summary>
    public long Bytes => _bytes + (200L * _stacks.Count);

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
    public int Closing(int state) => _closings[state];

    /// <summary>The tokens that may come.</summary>
    public AllowedTokens Allowed(int state)
    {
        if (!_allowed.TryGetValue(state, out var tokens))
        {
            tokens = _allowed[state] = Walk(state);
            _bytes += 8L * tokens.Bits.Length;
        }

        return tokens;
    }

    private AllowedTokens Walk(int start)
    {
        var tokens = new AllowedTokens(new ulong[_vocabulary.Words]);

        // Tokens of one byte come first: by them every text can be ended.
        for (var node = 0; node < _vocabulary.Count; node = _vocabulary.End(node))
        {
            Allow(tokens, node, After(start, _vocabulary.Byte(node)));
        }

        var (path, work, met) = (new int[_vocabulary.Levels + 1], 0, new HashSet<(int, byte)>());
        path[0] = start;
        for (var node = 0; node < _vocabulary.Count && work < MostWork;)
        {
            var (before, next) = (path[_vocabulary.Depth(node)], _vocabulary.Byte(node));
            var after = After(before, next);
            work += !met.Add((before, next)) ? 0 : _states[before].Length + (after == Dead ? 0 : WorkPerState);
            Allow(tokens, node, after);
            path[_vocabulary.Depth(node) + 1] = after;
            node = after == Dead ? _vocabulary.End(node) : node + 1;
        }

        return tokens;
    }

    private void Allow(AllowedTokens tokens, int node, int after)
    {
        foreach (var id in after == Dead ? [] : _vocabulary.Tokens(node))
        {
            tokens.Add(id, Closing(after));
        }
    }

    private int Make(int state, byte next)
    {
        var results = new List<int>();
        foreach (var stack in _states[state])
        {
            _writer.Step(stack, next, results);
        }

        var all = results.Distinct().Where(stack => _closing.Of(stack) < ShapeSizes.Endless).ToArray();
        return all.Length == 0 ? Dead : Number(all.Length <= MostStacks ? all : [.. all.OrderBy(_closing.Of).Take(MostStacks)]);
    }

    private int Number(int[] stacks)
    {
        var number = _states.Of(stacks);
        if (number == _next.Count)
        {
            var unknown = new int[256];
            unknown.AsSpan().Fill(Unknown);
            _next.Add(unknown);
            _closings.Add(stacks.Min(_closing.Of));
            _bytes += 1200 + (4L * stacks.Length);
        }

        return number;
    }
}
