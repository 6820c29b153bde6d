using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Which nodes have an output by now, and what their readers' keys are made of.</summary>
internal sealed class Availability(SourceDigests sources)
{
    private readonly Dictionary<Node, IReadOnlyList<OutputFile>> _outputs = [];

    /// <summary>True once the node has an output.</summary>
    public bool Has(Node node) => _outputs.ContainsKey(node);

    /// <summary>True where every node behind the references has an output.</summary>
    public bool HasAll(IEnumerable<Reference> references) =>
        references.OfType<OutputReference>().All(output => Has(output.Node));

    /// <summary>Gives a node its output.</summary>
    public void Set(Node node, IReadOnlyList<OutputFile> outputs) => _outputs[node] = outputs;

    /// <summary>All files of a node, in ordinal order of their names.</summary>
    /// <exception cref="InvalidOperationException">The node has no output yet.</exception>
    public IReadOnlyList<OutputFile> Files(Node node) => _outputs.TryGetValue(node, out var files)
        ? files
        : throw new InvalidOperationException($"{node.Name} has not been brought up to date by this builder");

    /// <summary>The selected files, named from the selection's root.</summary>
    public IReadOnlyList<OutputFile> Files(OutputReference output) =>
    [
        .. Files(output.Node)
            .Where(file => output.Selects(file.Name))
            .Select(file => file with { Name = file.Name[output.Root.Length..] }),
    ];

    /// <summary>Own parts and inputs of a node whose inputs are all there: what its key is made of.</summary>
    public IReadOnlyList<KeyPart> Parts(Node node) => [.. node.OwnParts, .. Parts(node.Inputs)];

    /// <summary>The parts that references add to a key, in order.</summary>
    public IEnumerable<KeyPart> Parts(IEnumerable<Reference> references) => references.SelectMany(Parts);

    /// <summary>The parts that one reference adds to a key.</summary>
    public IEnumerable<KeyPart> Parts(Reference reference) => reference switch
    {
        SourceReference source => [new(Keys.Input(source.LogicalName), sources.Of(source))],
        ValueReference value => value.Parts,
        OutputReference output => OutputParts(output),
        _ => throw new InvalidOperationException("unknown reference " + reference),
    };

    private List<KeyPart> OutputParts(OutputReference output)
    {
        var files = Files(output.Node).Where(file => output.Selects(file.Name)).ToList();
        var parts = files.ConvertAll(file => new KeyPart(Keys.Input(output.Node, file.Name), file.Digest));
        var missing = output.Selection.Where(entry => !files.Exists(file => file.Name == entry
            || (entry.EndsWith('/') && file.Name.StartsWith(entry, StringComparison.Ordinal))));
        parts.AddRange(missing.Select(entry => new KeyPart(Keys.Input(output.Node, entry), Keys.Absent)));
        if (parts.Count == 0)
        {
            parts.Add(new(Keys.Input(output.Node, "*"), Keys.Absent)); // the whole of an empty output
        }

        return parts;
    }
}
