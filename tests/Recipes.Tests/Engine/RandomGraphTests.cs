using CsCheck;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

/// <summary>Whatever is edited, deleted or damaged, an incremental run gives what a clean build gives.</summary>
public sealed class RandomGraphTests
{
    /// <param name="Inputs">Earlier nodes by index modulo their number, or a source where it is negative.</param>
    /// <param name="Modulus">Small, so that many outputs are equal and reruns are cut off.</param>
    public sealed record NodeShape(int[] Inputs, int Modulus);

    /// <param name="Kind">0 source · 1 spec · 2 damage a blob · 3 delete a blob · 4 tamper with out/ · 5 delete out/ ·
    /// 6 run a part only.</param>
    /// <param name="Place">Which one, modulo their number.</param>
    /// <param name="Value">The new value.</param>
    public sealed record Edit(int Kind, int Place, int Value);

    private const int Sources = 3;

    private static readonly Gen<NodeShape> Shape =
        Gen.Select(Gen.Int[-Sources, 20].Array[1, 3], Gen.Int[2, 4],
            (inputs, modulus) => new NodeShape(inputs, modulus));

    private static readonly Gen<Edit> Edits =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 30], Gen.Int[0, 9], (kind, place, value) => new Edit(kind, place, value));

    [Fact]
    public void After_any_edits_an_incremental_run_equals_a_clean_build() =>
        Gen.Select(Shape.Array[1, 7], Edits.Array[1, 6])
            .Sample((shapes, edits) => Agrees(shapes, edits), iter: 12, threads: 1);

    private static bool Agrees(NodeShape[] shapes, Edit[] edits)
    {
        using var incremental = new Workshop();
        var sources = Enumerable.Range(0, Sources).Select(i => incremental.Source($"s{i}", $"{i}")).ToArray();
        var moduli = shapes.Select(shape => shape.Modulus).ToArray();
        incremental.Run(Graph(shapes, moduli, sources));
        foreach (var edit in edits)
        {
            Apply(edit, incremental, sources, moduli);
            var target = edit.Kind == 6 ? "Part" : "All";
            incremental.Run(Graph(shapes, moduli, sources), target);
        }

        var last = incremental.Run(Graph(shapes, moduli, sources));
        var again = incremental.Run(Graph(shapes, moduli, sources));
        using var clean = new Workshop();
        clean.Run(Graph(shapes, moduli, sources));
        return Files(incremental.Out).SequenceEqual(Files(clean.Out))
            && last.Count == shapes.Length + 1
            && again.Values.All(outcome => outcome.State == NodeState.UpToDate);
    }

    private static Graph Graph(NodeShape[] shapes, int[] moduli, string[] sources)
    {
        var graph = new Graph();
        var nodes = new List<Handle<string>>();
        for (var i = 0; i < shapes.Length; i++)
        {
            var files = shapes[i].Inputs.Where(input => input < 0 || nodes.Count == 0)
                .Select(input => Math.Abs(input) % Sources).Select(s => graph.File(sources[s], $"s{s}")).ToList();
            var above = shapes[i].Inputs.Where(input => input >= 0 && nodes.Count > 0)
                .Select(input => nodes[input % nodes.Count]).ToList();
            var node = graph.Add(
                new FunctionStage<int, (IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Above), string>(
                    "sum",
                    (modulus, input, _) => Sum(modulus, input.Files, input.Above)),
                moduli[i],
                Recipes.Engine.Graph.Join(Recipes.Engine.Graph.All(files), Recipes.Engine.Graph.All(above)),
                Formats.Text("sum.txt"),
                new() { Name = $"node/{i}", Target = i % 2 == 0 ? "Part" : "All" });
            graph.Publish(node, $"node{i}.txt");
            nodes.Add(node);
        }

        graph.Add(
            new FunctionStage<int, IReadOnlyList<string>, string>("end", (_, input, _) => string.Join(' ', input)),
            0, Recipes.Engine.Graph.All(nodes), Formats.Text("end.txt"), new() { Name = "end", Target = "All" });
        return graph;
    }

    private static string Sum(int modulus, IReadOnlyList<SourceFile> files, IReadOnlyList<string> above)
    {
        var texts = files.Select(file => File.ReadAllText(file.Path)).Concat(above);
        var sum = texts.Sum(text => int.Parse(text, CultureInfo.InvariantCulture));
        return (sum % modulus).ToString(CultureInfo.InvariantCulture);
    }

    private static void Apply(Edit edit, Workshop workshop, string[] sources, int[] moduli)
    {
        switch (edit.Kind)
        {
            case 0:
                File.WriteAllText(sources[edit.Place % Sources], $"{edit.Value}");
                break;
            case 1:
                moduli[edit.Place % moduli.Length] = 2 + (edit.Value % 3);
                break;
            case 2 or 3:
                SpoilBlob(edit, workshop);
                break;
            case 4:
                var published = Files(workshop.Out).Select(file => file.Path).ToList();
                File.WriteAllText(Path.Combine(workshop.Out, published[edit.Place % published.Count]), "x");
                break;
            case 5:
                Directory.Delete(workshop.Out, recursive: true);
                break;
        }
    }

    private static void SpoilBlob(Edit edit, Workshop workshop)
    {
        var blobs = Directory.GetFiles(Path.Combine(workshop.Cache, "cas"), "*", SearchOption.AllDirectories);
        if (blobs.Length == 0)
        {
            return;
        }

        var blob = blobs.Order(StringComparer.Ordinal).ElementAt(edit.Place % blobs.Length);
        File.SetAttributes(blob, FileAttributes.Normal);
        if (edit.Kind == 2)
        {
            File.WriteAllText(blob, "7"); // as long as the right one
        }
        else
        {
            File.Delete(blob);
        }
    }

    private static List<(string Path, string Text)> Files(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(folder, file), File.ReadAllText(file)))
            .OrderBy(file => file.Item1, StringComparer.Ordinal),
    ];
}
