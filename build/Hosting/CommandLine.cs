using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>The words of one call: Cake's forms <c>--name=value</c>, <c>--name value</c>, <c>-t value</c> and
/// flags.</summary>
/// <remarks>Read before anything else of the host, also where nothing is to do: no LINQ, no framework
/// parsers.</remarks>
internal sealed class CommandLine
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <param name="args">As the process received them.</param>
    public CommandLine(string[] args)
    {
        Args = args;
        for (var i = 0; i < args.Length; i++)
        {
            i += Read(args[i], i + 1 < args.Length ? args[i + 1] : null);
        }
    }

    /// <summary>The words themselves.</summary>
    public string[] Args { get; }

    /// <summary>What is wrong with them, in their order; null where nothing is.</summary>
    public List<Problem>? Problems { get; private set; }

    /// <summary>The last value of an option, or null where it was not given.</summary>
    public string? Value(string name) => _values.TryGetValue(name, out var given) ? given[^1] : null;

    /// <summary>All values of a repeatable option, in order.</summary>
    public IReadOnlyList<string> Values(string name) => _values.TryGetValue(name, out var given) ? given : [];

    /// <summary>Every option with each of its values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Pairs() =>
        _values.SelectMany(option => option.Value.Select(value => KeyValuePair.Create(option.Key, value)));

    /// <summary>Whether a flag was given, and not as <c>--flag=false</c>.</summary>
    public bool Has(string name) =>
        Value(name) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <returns>1 where the next word was its value, else 0.</returns>
    private int Read(string word, string? next)
    {
        var dashes = Dashes(word);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = word[dashes..(equals < 0 ? word.Length : equals)];
        var option = dashes == (name.Length == 1 ? 1 : 2) ? HostOption.Find(name) : null;
        if (option is null)
        {
            CommandLineProblems.Unknown(Problems ??= [], word, name, dashes);
            return 0;
        }

        if (equals >= 0)
        {
            Add(option, word[(equals + 1)..]);
            return 0;
        }

        if (option.ValueName is null || next is null || Dashes(next) == 2)
        {
            Add(option, option.ValueName is null ? "true" : "");
            return 0;
        }

        Add(option, next);
        return 1;
    }

    private static int Dashes(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) ? 2 : word.StartsWith('-') ? 1 : 0;

    private void Add(HostOption option, string value)
    {
        var isKnown = option.ValueName is null
            ? value.Equals("true", StringComparison.OrdinalIgnoreCase)
                || value.Equals("false", StringComparison.OrdinalIgnoreCase)
            : value.Length > 0 && (option.Choices.Length == 0
                || Array.Exists(option.Choices, c => c.Equals(value, StringComparison.OrdinalIgnoreCase)));
        if (!isKnown || option.IsPlanned || (!option.Repeats && _values.ContainsKey(option.Name)))
        {
            CommandLineProblems.Refused(Problems ??= [], option, value, isKnown);
            return;
        }

        if (!_values.TryGetValue(option.Name, out var given))
        {
            _values.Add(option.Name, given = []);
        }

        given.Add(value);
    }
}
