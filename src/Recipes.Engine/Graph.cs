namespace Recipes.Engine;

/// <summary>Which nodes there are and what each reads. Handles come from earlier calls alone, so there is no cycle and
/// the order of <see cref="Add"/> is a topological one.</summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceReference> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly List<Publication> _publications = [];
    private readonly HashSet<string> _targets = new(StringComparer.Ordinal);

    /// <summary>In the order of <see cref="Add"/>.</summary>
    internal IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>In the order of <see cref="Publish"/>.</summary>
    internal IReadOnlyList<Publication> Publications => _publications;

    /// <summary>A file of the user; its bytes enter the keys of its readers, its path does not.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    /// <param name="logicalName">Unique name in keys, explanations and the lock file, such as
    /// <c>documents/a.docx</c>.</param>
    /// <exception cref="ArgumentException">The name stands for another path.</exception>
    public Handle<SourceFile> File(string path, string logicalName)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(logicalName);
        var file = new SourceFile(Path.GetFullPath(path));
        var source = new SourceReference(file.Path, logicalName);
        if (!_sources.TryAdd(logicalName, source) && _sources[logicalName] != source)
        {
            throw new ArgumentException(
                $"{logicalName} is {_sources[logicalName].Path} already, not {file.Path}", nameof(logicalName));
        }

        return new([source], _ => file);
    }

    /// <summary>A value that the host knows, such as a machine fact that changes results; its JSON enters the
    /// keys.</summary>
    /// <param name="name">Unique name in keys and explanations.</param>
    /// <param name="value">Given to readers as it is.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Handle<T> Value<T>(string name, T value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_values.Add(name))
        {
            throw new ArgumentException($"There is a value {name} already", nameof(name));
        }

        return new([new ValueReference(CanonicalJson.Leaves(Keys.Input(name), value))], _ => value);
    }

    /// <summary>A node: the stage on a spec and an input.</summary>
    /// <param name="stage">What to compute.</param>
    /// <param name="spec">Its values from the recipe; each leaf of its JSON is a part of the key.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="format">How its output is kept.</param>
    /// <param name="options">Name, target, class, facts.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Handle<TOut> Add<TSpec, TIn, TOut>(
        IStage<TSpec, TIn, TOut> stage, TSpec spec, Handle<TIn> input, IFormat<TOut> format, NodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        if (!_names.Add(options.Name))
        {
            throw new ArgumentException($"There is a node {options.Name} already", nameof(options));
        }

        var node = new Node
        {
            Options = options,
            OwnParts = Keys.OwnParts(stage.Id, CanonicalJson.Leaves("spec", spec), options.Facts),
            Inputs = input.References,
            Execute = (views, context) =>
                format.Write(stage.Run(spec, input.Read(views), context), context.OutputFolder),
        };
        _nodes.Add(node);
        return Handle<TOut>.Of(new OutputReference(node, []), format);
    }

    /// <summary>Files of a node appear below the out folder once it is available: one selected file, or a whole
    /// output of one file whose extension the target has, as <paramref name="relativeTarget"/> itself, else as a folder
    /// of that name. Files of 1 MiB and more are links into the store.</summary>
    /// <param name="handle">A node's output or a part of it.</param>
    /// <param name="relativeTarget">Relative path with <c>/</c>.</param>
    /// <exception cref="InvalidOperationException">The handle is not of one node.</exception>
    /// <exception cref="ArgumentException">The target leaves the out folder, or is taken.</exception>
    public void Publish(Handle handle, string relativeTarget)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentException.ThrowIfNullOrEmpty(relativeTarget);
        var target = relativeTarget.TrimEnd('/');
        if (Path.IsPathRooted(target) || target.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"{relativeTarget} is not a path below the out folder", nameof(relativeTarget));
        }

        if (!_targets.Add(target))
        {
            throw new ArgumentException($"{target} is published already", nameof(relativeTarget));
        }

        _publications.Add(new(handle.SingleOutput, target));
    }

    /// <summary>Two values as one input.</summary>
    public static Handle<(T1, T2)> Join<T1, T2>(Handle<T1> first, Handle<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new([.. first.References, .. second.References], views => (first.Read(views), second.Read(views)));
    }

    /// <summary>Three values as one input.</summary>
    public static Handle<(T1, T2, T3)> Join<T1, T2, T3>(Handle<T1> first, Handle<T2> second, Handle<T3> third)
    {
        var pair = Join(first, second);
        return Map(Join(pair, third), value => (value.Item1.Item1, value.Item1.Item2, value.Item2));
    }

    /// <summary>Four values as one input.</summary>
    public static Handle<(T1, T2, T3, T4)> Join<T1, T2, T3, T4>(
        Handle<T1> first, Handle<T2> second, Handle<T3> third, Handle<T4> fourth) =>
        Map(Join(Join(first, second, third), fourth), value =>
            (value.Item1.Item1, value.Item1.Item2, value.Item1.Item3, value.Item2));

    /// <summary>Five values as one input.</summary>
    public static Handle<(T1, T2, T3, T4, T5)> Join<T1, T2, T3, T4, T5>(
        Handle<T1> first, Handle<T2> second, Handle<T3> third, Handle<T4> fourth, Handle<T5> fifth) =>
        Map(Join(Join(first, second, third, fourth), fifth), value =>
            (value.Item1.Item1, value.Item1.Item2, value.Item1.Item3, value.Item1.Item4, value.Item2));

    /// <summary>Six values as one input.</summary>
    public static Handle<(T1, T2, T3, T4, T5, T6)> Join<T1, T2, T3, T4, T5, T6>(
        Handle<T1> first,
        Handle<T2> second,
        Handle<T3> third,
        Handle<T4> fourth,
        Handle<T5> fifth,
        Handle<T6> sixth) =>
        Map(Join(Join(first, second, third), Join(fourth, fifth, sixth)), value =>
            (value.Item1.Item1, value.Item1.Item2, value.Item1.Item3,
                value.Item2.Item1, value.Item2.Item2, value.Item2.Item3));

    /// <summary>Any number of values as one input, in the given order.</summary>
    public static Handle<IReadOnlyList<T>> All<T>(IReadOnlyList<Handle<T>> handles)
    {
        ArgumentNullException.ThrowIfNull(handles);
        var copy = handles.ToArray();
        return new(
            [.. copy.SelectMany(handle => handle.References)],
            views => [.. copy.Select(handle => handle.Read(views))]);
    }

    private static Handle<TOut> Map<TIn, TOut>(Handle<TIn> handle, Func<TIn, TOut> map) =>
        new(handle.References, views => map(handle.Read(views)));
}

/// <summary>Files of a node that appear below the out folder.</summary>
/// <param name="Output">Which.</param>
/// <param name="Target">Where, relative, with <c>/</c>.</param>
internal sealed record Publication(OutputReference Output, string Target);
