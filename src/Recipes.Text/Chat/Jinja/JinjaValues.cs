namespace Recipes.Text.Chat.Jinja;

// Values are null (None), bool, BigInteger, double, string and the types below.

/// <summary>What a name or attribute that does not exist gives: prints as nothing, fails when used further.</summary>
/// <param name="Message">What is said when it is used.</param>
/// <param name="Kind">The exception class then.</param>
internal sealed record JinjaUndefined(string Message, string Kind = "UndefinedError")
{
    /// <summary>The exception of using it.</summary>
    public JinjaException Failure() => new(Kind, Message);
}

/// <summary>Which of Python's ordered collections.</summary>
internal enum SequenceKind
{
    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>What <c>items()</c>, <c>keys()</c>, <c>range()</c> or a generator gives: iterable, without
    /// indices.</summary>
    View,
}

/// <summary>An immutable list, tuple or view.</summary>
internal sealed class JinjaSequence(IReadOnlyList<object?> items, SequenceKind kind = SequenceKind.List)
{
    /// <summary>In order.</summary>
    public IReadOnlyList<object?> Items => items;

    /// <summary>Which collection of Python.</summary>
    public SequenceKind Kind => kind;
}

/// <summary>A dict: keys in the order they came.</summary>
internal sealed class JinjaDict
{
    private readonly Dictionary<object, int> _places = new(PythonKeys.Comparer);
    private readonly List<KeyValuePair<object?, object?>> _pairs = [];

    /// <summary>In order of first insertion.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs;

    /// <summary>Adds or replaces.</summary>
    public void Set(object? key, object? value)
    {
        var canonical = PythonKeys.Of(key);
        if (_places.TryAdd(canonical, _pairs.Count))
        {
            _pairs.Add(new(key, value));
        }
        else
        {
            _pairs[_places[canonical]] = new(_pairs[_places[canonical]].Key, value);
        }
    }

    /// <summary>Whether the key is there, and its value.</summary>
    public bool TryGet(object? key, out object? value)
    {
        var isThere = _places.TryGetValue(PythonKeys.Of(key), out var place);
        value = isThere ? _pairs[place].Value : null;
        return isThere;
    }
}

/// <summary>Jinja's namespace object, the only value that a template can change.</summary>
internal sealed class JinjaNamespace
{
    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Arguments of a call, filter or test.</summary>
internal sealed record CallArguments(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    private static readonly Dictionary<string, object?> _noNames = [];

    /// <summary>No argument.</summary>
    public static CallArguments None { get; } = new([], _noNames);

    /// <summary>Positional arguments alone.</summary>
    public static CallArguments Of(params object?[] positional) => new(positional, _noNames);

    /// <summary>The argument at a place or of a name; the fallback where neither is given.</summary>
    public object? Get(int index, string name, object? fallback = null) =>
        index < Positional.Count ? Positional[index] : Named.TryGetValue(name, out var value) ? value : fallback;

    /// <summary>Whether the argument is given.</summary>
    public bool Has(int index, string name) => index < Positional.Count || Named.ContainsKey(name);

    /// <summary>The argument at a place; a TypeError where it is missing.</summary>
    public object? Need(int index, string name) => Has(index, name)
        ? Get(index, name)
        : throw new JinjaException("TypeError", $"missing required argument: '{name}'");

    /// <summary>Without the first so many positional arguments.</summary>
    public CallArguments Skip(int count) => new(Positional.Skip(count).ToList(), Named);
}

/// <summary>Something that can be called.</summary>
/// <param name="Name">As Python's messages spell it.</param>
/// <param name="Call">What it does.</param>
internal sealed record JinjaFunction(string Name, Func<RenderState, CallArguments, object?> Call);
