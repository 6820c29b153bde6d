namespace Recipes.Text.Tokenizers;

/// <summary>Finds all tokens that a text begins with, in one pass over its characters.</summary>
internal sealed class TokenTrie
{
    private readonly Dictionary<ulong, int> _children = []; // node and character → node
    private readonly List<int> _ids = [-1];

    /// <summary>Adds a token.</summary>
    public void Add(string token, int id)
    {
        var node = 0;
        foreach (var c in token)
        {
            var key = Key(node, c);
            if (!_children.TryGetValue(key, out var child))
            {
                child = _ids.Count;
                _ids.Add(-1);
                _children[key] = child;
            }

            node = child;
        }

        _ids[node] = id;
    }

    /// <summary>The node below; -1 where there is none. Node 0 is the root.</summary>
    public int Step(int node, char c) => _children.TryGetValue(Key(node, c), out var child) ? child : -1;

    /// <summary>The token that ends at the node; -1 for none.</summary>
    public int IdAt(int node) => _ids[node];

    private static ulong Key(int node, char c) => (ulong)(uint)node << 16 | c;
}
