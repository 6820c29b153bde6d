using Recipes.Core;

namespace Recipes.Engine;

/// <summary>Brings the nodes of a graph up to date, one after the other, and publishes what they made.</summary>
/// <remarks>Opens nothing before the first call. Not safe for use from several threads; several builders are.</remarks>
public sealed class Builder : IDisposable
{
    private readonly Graph _graph;
    private readonly BuilderOptions _options;

    /// <param name="graph">Complete: nothing is added afterwards.</param>
    /// <param name="options">Folders and the event sink.</param>
    public Builder(Graph graph, BuilderOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        _graph = graph;
        _options = options;
    }

    /// <summary>What was done with each node so far, in the order in which it was done.</summary>
    public IReadOnlyList<NodeOutcome> Outcomes => throw new NotImplementedException();

    /// <summary>Brings the nodes of a target and their ancestors up to date, and publishes them.</summary>
    /// <exception cref="RecipeException">A source is missing, or a locked run differs from the lock file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished nodes stay, checkpoints too.</exception>
    public TargetOutcome Run(string target, CancellationToken cancellation) =>
        throw new NotImplementedException(_graph.Nodes.Count + _options.RecipeId + target);

    /// <summary>The value of a handle whose nodes are available.</summary>
    /// <exception cref="InvalidOperationException">A node has not been brought up to date by this builder.</exception>
    public T Read<T>(Handle<T> handle) => throw new NotImplementedException();

    /// <summary>SHA-256 of the one file behind an available handle; of a sorted list <c>digest  name\n</c> for several.</summary>
    /// <exception cref="InvalidOperationException">A node has not been brought up to date by this builder.</exception>
    public string Digest(Handle handle) => throw new NotImplementedException();

    /// <summary>Why each node last ran, root causes first.</summary>
    public IReadOnlyList<NodeExplanation> Explain() => throw new NotImplementedException();

    /// <summary>What a run of everything would do, without running it.</summary>
    public PlannedNode[] Plan() => throw new NotImplementedException();

    /// <summary>Writes recipe.lock from what is available; entries of other numeric classes with the same basis stay.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="facts">Further lines that bind nothing: the chosen method, the verdict, the tool's version.</param>
    public void WriteLock(string path, IReadOnlyDictionary<string, string>? facts = null) =>
        throw new NotImplementedException();

    /// <summary>Compares what is available with recipe.lock.</summary>
    /// <returns>One problem per difference; empty where all is as locked.</returns>
    public IReadOnlyList<Problem> CheckLock(string path) => throw new NotImplementedException();

    /// <summary>Removes this builder's links and closes the index.</summary>
    public void Dispose()
    {
    }
}
