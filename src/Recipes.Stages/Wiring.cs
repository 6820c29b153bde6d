using Recipes.Engine;

namespace Recipes.Stages;

/// <summary>Adds nodes to a graph: what <see cref="Pipeline"/> writes in one line a stage.</summary>
/// <param name="graph">Receives the nodes.</param>
/// <param name="numericClass">Part of the keys of nodes that compute with tensors.</param>
internal sealed class Wiring(Graph graph, string numericClass)
{
    /// <summary>A node whose output is the same on every machine.</summary>
    public Handle<TOut> Exact<TSpec, TIn, TOut>(
        string target, string name, IStage<TSpec, TIn, TOut> stage, TSpec spec, Handle<TIn> input, IFormat<TOut> format) =>
        graph.Add(stage, spec, input, format, new NodeOptions { Name = name, Target = target });

    /// <summary>A node whose output depends on the numeric class.</summary>
    public Handle<TOut> Numeric<TSpec, TIn, TOut>(
        string target, string name, IStage<TSpec, TIn, TOut> stage, TSpec spec, Handle<TIn> input, IFormat<TOut> format) =>
        graph.Add(stage, spec, input, format, new NodeOptions
        {
            Name = name,
            Target = target,
            Class = ArtifactClass.Numeric,
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["numeric-class"] = numericClass },
        });
}
