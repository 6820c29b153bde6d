using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>What a lock file would hold now.</summary>
internal sealed class LockState
{
    private readonly IReadOnlyList<Node> _nodes;
    private readonly Availability _available;
    private readonly RecipeLock _now = new();
    private readonly Dictionary<Node, NumericState> _numeric = [];

    /// <param name="nodes">All nodes of the graph, in its order; those without an output are left out.</param>
    /// <param name="available">Outputs of the nodes.</param>
    /// <param name="sources">Digests of the sources.</param>
    public LockState(IReadOnlyList<Node> nodes, Availability available, SourceDigests sources)
    {
        _nodes = nodes;
        _available = available;
        foreach (var node in nodes.Where(available.Has))
        {
            foreach (var source in node.Inputs.OfType<SourceReference>())
            {
                _now.Sources[source.LogicalName] = sources.Of(source);
            }

            Add(node);
        }
    }

    /// <summary>The new content: what is available now, over what the old file says of everything else in the graph.</summary>
    public RecipeLock Merge(RecipeLock? old, IReadOnlyDictionary<string, string> facts)
    {
        var merged = new RecipeLock();
        Copy(facts, merged.Facts);
        Copy((old ?? merged).Sources.Where(entry => IsPending(entry.Key)), merged.Sources);
        Copy(_now.Sources, merged.Sources);
        var pending = _nodes.Where(node => !_available.Has(node)).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        Copy((old ?? merged).Outputs.Where(entry => pending.Contains(entry.Key)), merged.Outputs);
        Copy(_now.Outputs, merged.Outputs);
        Copy((old ?? merged).Numeric.Where(entry => pending.Contains(entry.Key)), merged.Numeric);
        foreach (var (name, now) in _now.Numeric)
        {
            merged.Numeric[name] = old?.Numeric.GetValueOrDefault(name) is { } before && before.Basis == now.Basis
                ? With(before, now)
                : now;
        }

        return merged;
    }

    /// <summary>One problem per difference from a lock file.</summary>
    public IReadOnlyList<Problem> Compare(RecipeLock locked, string path)
    {
        var problems = new List<Problem>();
        foreach (var (name, digest) in _now.Sources)
        {
            Compare(problems, path, "RCP6911", "the source " + name, locked.Sources.GetValueOrDefault(name), digest);
        }

        foreach (var node in _nodes.Where(_available.Has))
        {
            if (_now.Outputs.TryGetValue(node.Name, out var digest))
            {
                Compare(problems, path, "RCP6912", "the output of " + node.Name, locked.Outputs.GetValueOrDefault(node.Name), digest);
            }
            else
            {
                Compare(problems, path, node.Name, locked.Numeric.GetValueOrDefault(node.Name), _now.Numeric[node.Name]);
            }
        }

        return problems;
    }

    private static void Compare(List<Problem> problems, string path, string node, NumericLock? locked, NumericLock now)
    {
        Compare(problems, path, "RCP6913", "the recipe of " + node, locked?.Basis, now.Basis);
        if (locked?.Basis != now.Basis)
        {
            return;
        }

        foreach (var (name, digest) in now.Classes)
        {
            // Another class than those locked binds nothing here: whether it is equivalent is for the caller to say.
            if (locked.Classes.TryGetValue(name, out var expected))
            {
                Compare(problems, path, "RCP6912", $"the output of {node} ({name})", expected, digest);
            }
        }
    }

    private static void Compare(List<Problem> problems, string path, string code, string what, string? locked, string now)
    {
        if (locked != now)
        {
            problems.Add(new()
            {
                Code = code,
                Fact = locked is null ? $"{what} is not locked" : $"{what} is {now[..12]}… but locked as {locked[..Math.Min(12, locked.Length)]}…",
                File = path,
                Remedy = "undo the change, or accept it with --update-lock",
            });
        }
    }

    private static NumericLock With(NumericLock before, NumericLock now)
    {
        var both = new NumericLock { Basis = now.Basis };
        Copy(before.Classes, both.Classes);
        Copy(now.Classes, both.Classes);
        return both;
    }

    private static void Copy<T>(IEnumerable<KeyValuePair<string, T>> from, SortedDictionary<string, T> to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value;
        }
    }

    private void Add(Node node)
    {
        var above = node.Inputs.OfType<OutputReference>().Select(output => output.Node)
            .Where(_numeric.ContainsKey).Select(upstream => _numeric[upstream]).ToList();
        var digest = OutputFile.DigestOf(_available.Files(node));
        var isNumeric = node.Options.Class == ArtifactClass.Numeric;
        if (!isNumeric && above.Count == 0)
        {
            _now.Outputs[node.Name] = digest;
            return;
        }

        // What reads a numeric output is bound by its class too, whatever its own class.
        var facts = above.SelectMany(state => state.Facts)
            .Concat(isNumeric ? node.Options.Facts.Select(fact => fact.Key + "=" + fact.Value) : [])
            .ToHashSet(StringComparer.Ordinal);
        var own = node.OwnParts.Where(part => !isNumeric || !part.Name.StartsWith("fact ", StringComparison.Ordinal));
        var state = new NumericState(Keys.Digest([.. own, .. node.Inputs.SelectMany(BasisParts)]), facts);
        _numeric[node] = state;
        var entry = new NumericLock { Basis = state.Basis };
        entry.Classes[string.Join("; ", facts.Order(StringComparer.Ordinal))] = digest;
        _now.Numeric[node.Name] = entry;
    }

    private IEnumerable<KeyPart> BasisParts(Reference reference) =>
        reference is OutputReference output && _numeric.TryGetValue(output.Node, out var above)
            ? [new(Keys.Input(output.Node, string.Join(", ", output.Selection)), above.Basis)]
            : _available.Parts(reference);

    private bool IsPending(string source) => _nodes.Any(node => !_available.Has(node)
        && node.Inputs.OfType<SourceReference>().Any(reference => reference.LogicalName == source));

    /// <summary>A numeric node, or one that reads such a node.</summary>
    /// <param name="Basis">See <see cref="NumericLock.Basis"/>.</param>
    /// <param name="Facts">Name and value of each fact of the class.</param>
    private sealed record NumericState(string Basis, HashSet<string> Facts);
}
