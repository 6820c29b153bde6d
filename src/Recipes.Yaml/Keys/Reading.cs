using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>What the forms of one reading share: the problems so far and the places of the keys.</summary>
internal sealed class Reading(ProblemList problems)
{
    private readonly Dictionary<string, Field> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <summary>True where a remedy need not be looked for, since further problems are only counted.</summary>
    public bool IsFull => problems.IsFull;

    /// <summary>One line each, in the order found.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Remembers where a key stands, for checks across keys.</summary>
    public void Met(Field field)
    {
        _fields[field.Path] = field;
        if (field.Node.Kind == NodeKind.Broken)
        {
            _failed.Add(field.Path);
        }
    }

    /// <summary>The field of a path that the recipe gives, or null.</summary>
    public Field? FieldOf(string path) => _fields.TryGetValue(path, out var field) ? field : null;

    /// <summary>True where none of the keys, nor anything below them, has a problem.</summary>
    public bool AreFine(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (_failed.Any(f => f == path || f.StartsWith(path + ".", StringComparison.Ordinal)
                || path.StartsWith(f + ".", StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a problem at the value. Always false, so that a form can return it.</summary>
    public bool Fail(Field field, string code, string fact, string? remedy)
    {
        _failed.Add(field.Path);
        if (field.Node.Kind != NodeKind.Broken)
        {
            problems.Add(field.Node.Place, code, fact, remedy);
        }

        return false;
    }

    /// <summary>Adds a problem at a key instead of its value.</summary>
    public void FailAt(Place place, string path, string code, string fact, string? remedy)
    {
        _failed.Add(path);
        problems.Add(place, code, fact, remedy);
    }

    /// <summary>Adds a warning that names the place of the value.</summary>
    public void Warn(Field field, string code, string fact)
    {
        var source = field.Node.Place.Source;
        var (line, column) = source.Position(field.Node.Place.Offset);
        Warnings.Add(source.File is null
            ? $"warning {code}: {fact}"
            : $"{source.File}({line},{column}): warning {code}: {fact}");
    }

    /// <summary>The value is of another type than wanted.</summary>
    public bool FailType(Field field, string wanted) => field.Node.IsNull
        ? Fail(field, Codes.NoValue, $"{Name(field)} has no value", field.Key.Remedy + ", or remove the key")
        : Fail(field, Codes.WrongType, $"{Name(field)} must be {wanted} but is {Described(field.Node)}",
            field.Key.Remedy);

    private static string Name(Field field) => field.Path.Length == 0 ? "a recipe" : field.Path;

    private static string Described(Node node) => node.Kind switch
    {
        NodeKind.List => "a list",
        NodeKind.Map => "a map",
        _ when node.IsPlain => Visible.Short(node.Text),
        _ => $"the quoted text \"{Visible.Short(node.Text)}\"",
    };
}
