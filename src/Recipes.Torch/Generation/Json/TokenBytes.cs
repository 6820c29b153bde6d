namespace Recipes.Torch.Generation.Json;

/// <summary>The tokens of a vocabulary by their bytes, as a tree laid out flat: each node before those below it.</summary>
public sealed class TokenBytes
{
    private readonly List<byte> _bytes = [];
    private readonly List<int> _depths = [];
    private readonly List<int> _ends = []; // the first node that is not below
    private readonly List<int[]> _tokens = [];
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _byId = [];
    private readonly bool[] _alone = new bool[256];

    /// <summary>Lays out a vocabulary.</summary>
    /// <param name="tokens">Ids and bytes of the tokens that text is made of; special ones are left out.</param>
    public TokenBytes(IEnumerable<(int Id, ReadOnlyMemory<byte> Bytes)> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var sorted = tokens.Where(token => token.Bytes.Length > 0).OrderBy(token => token.Bytes, Comparer<ReadOnlyMemory<byte>>.Create(
            (a, b) => a.Span.SequenceCompareTo(b.Span))).ThenBy(token => token.Id).ToList();
        sorted.ForEach(token => _byId[token.Id] = token.Bytes);
        Words = sorted.Count == 0 ? 0 : (sorted.Max(token => token.Id) / 64) + 1;
        Add(sorted, 0, sorted.Count, 0);
sorted.Where(token => token.Bytes.Length == 1).ToList().ForEach(token => _alone[token.Bytes.Span[0]] = true);
    }

    /// <summary>Which of some bytes, and of those of printable ASCII characters, no token stands for alone, as text: what
    /// needs one cannot be written for sure.</summary>
    internal IEnumerable<string> Missing(IEnumerable<byte> needed) => needed.Concat(Enumerable.Range(0x20, 0x5F).Select(next => (byte)next))
        .Distinct().Where(next => !_alone[next]).Order().Select(next => next < 0x80 ? ((char)next).ToString() : $"byte {next:x2}");

    /// <summary>Nodes.</summary>
    internal int Count => _bytes.Count;

    /// <summary>The node's byte.</summary>
    internal byte Byte(int node) => _bytes[node];

    /// <summary>From 0.</summary>
    internal int Depth(int node) => _depths[node];

    /// <summary>The first node that is not below it.</summary>
    internal int End(int node) => _ends[node];

    /// <summary>The tokens that end with it.</summary>
    internal int[] Tokens(int node) => _tokens[node];

    /// <summary>Bytes of the longest token.</summary>
    internal int Levels { get; private set; }

    /// <summary>Words of 64 bits that hold a bit per token.</summary>
    internal int Words { get; }

    /// <summary>The bytes of a token; empty for one that is not laid out.</summary>
    internal ReadOnlySpan<byte> Of(int id) => _byId.TryGetValue(id, out var bytes) ? bytes.Span : [];

    /// <summary>Adds the nodes of tokens that agree in the first bytes.</summary>
    private void Add(List<(int Id, ReadOnlyMemory<byte> Bytes)> sorted, int from, int to, int depth)
    {
        Levels = Math.Max(Levels, depth + 1);
        while (from < to)
        {
            var next = sorted[from].Bytes.Span[depth];
            var end = from;
            while (end < to && sorted[end].Bytes.Span[depth] == next)
            {
                end++;
            }

            var node = _bytes.Count;
            _bytes.Add(next);
            _depths.Add(depth);
            _ends.Add(0);
            var whole = from;
            while (whole < end && sorted[whole].Bytes.Length == depth + 1)
            {
                whole++;
            }

            _tokens.Add([.. sorted[from..whole].Select(token => token.Id)]);
            Add(sorted, whole, end, depth + 1);
            _ends[node] = _bytes.Count;
            from = end;
        }
    }
}
