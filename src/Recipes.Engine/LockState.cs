using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>What a lock file would hold now.</summary>
internal sealed class LockState
{
    private readonly Availability _available;
    private readonly SourceDigests _sources;
    private readonly RecipeLock _now = new();
    private readonly Dictionary<Node, NumericState> _numeric = [];

    /// <param name="available">Outputs of the nodes.</param>
    /// <param name="sources">Digests of the sources.</param>
    public LockState(Availability available, SourceDigests sources)
    {
        _available = available;
        _sources = sources;
    }

    /// <summary>Takes up the sources of a node.</summary>
    public void IncludeSources(Node node)
    {
        foreach (var source in SourcesOf(node))
        {
            _now.Sources[source.LogicalName] = _sources.Of(source);
        }
    }

    /// <summary>Takes up an available node, after those above it.</summary>
    public void Include(Node node)
    {
        IncludeSources(node);
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

    /// <summary>The new content: what was taken up, over what the old file says of the other nodes of the
    /// graph.</summary>
    public RecipeLock Merge(RecipeLock? old, IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, string> facts)
    {
        var before = old ?? new();
        var merged = new RecipeLock();
        var pending = nodes.Where(node => !_available.Has(node)).ToList();
        var names = pending.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var sources = pending.SelectMany(SourcesOf).Select(source => source.LogicalName)
            .ToHashSet(StringComparer.Ordinal);
        Copy(facts, merged.Facts);
        Copy(before.Sources.Where(entry => sources.Contains(entry.Key)), merged.Sources);
        Copy(_now.Sources, merged.Sources);
        Copy(before.Outputs.Where(entry => names.Contains(entry.Key)), merged.Outputs);
        Copy(_now.Outputs, merged.Outputs);
        Copy(before.Numeric.Where(entry => names.Contains(entry.Key)), merged.Numeric);
        foreach (var (name, now) in _now.Numeric)
        {
            merged.Numeric[name] = before.Numeric.GetValueOrDefault(name) is { } other && other.Basis == now.Basis
                ? With(other, now)
                : now;
        }

        return merged;
    }

    /// <summary>One problem per source of the node that a lock file does not have so.</summary>
    public IReadOnlyList<Problem> CompareSources(Node node, RecipeLock locked, string path)
    {
        var problems = new List<Problem>();
        foreach (var name in SourcesOf(node).Select(source => source.LogicalName).Distinct())
        {
            var before = locked.Sources.GetValueOrDefault(name);
            Compare(problems, path, "RCP6911", "the source " + name, before, _now.Sources[name]);
        }

        return problems;
    }

    /// <summary>The problem of a node that was taken up and that a lock file does not have so; else empty.</summary>
    public IReadOnlyList<Problem> CompareOutput(Node node, RecipeLock locked, string path)
    {
        var problems = new List<Problem>();
        if (_now.Outputs.TryGetValue(node.Name, out var digest))
        {
            var before = locked.Outputs.GetValueOrDefault(node.Name);
            Compare(problems, path, "RCP6912", "the output of " + node.Name, before, digest);
        }
        else
        {
            Compare(problems, path, node.Name, locked.Numeric.GetValueOrDefault(node.Name), _now.Numeric[node.Name]);
        }

        return problems;
    }

    private static IEnumerable<SourceReference> SourcesOf(Node node) => node.Inputs.OfType<SourceReference>();

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

    private static void Compare(
        List<Problem> problems, string path, string code, string what, string? locked, string now)
    {
        if (locked != now)
        {
            problems.Add(new()
            {
                Code = code,
                Fact = locked is null
                    ? $"{what} is not locked"
                    : $"{what} is {now[..12]}… but locked as {locked[..Math.Min(12, locked.Length)]}…",
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

    private IEnumerable<KeyPart> BasisParts(Reference reference) =>
        reference is OutputReference output && _numeric.TryGetValue(output.Node, out var above)
            ? [new(Keys.Input(output.Node, string.Join(", ", output.Selection)), above.Basis)]
            : _available.Parts(reference);

    /// <summary>A numeric node, or one that reads such a node.</summary>
    /// <param name="Basis">See <see cref="NumericLock.Basis"/>.</param>
    /// <param name="Facts">Name and value of each fact of the class.</param>
    private sealed record NumericState(string Basis, HashSet<string> Facts);
}
