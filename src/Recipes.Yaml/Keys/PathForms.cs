using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>Paths as a recipe writes them; what they match is found later, in <c>RecipeFiles</c>.</summary>
internal static class PathForms
{
    /// <summary>A file, folder or glob: with <c>/</c>, no URL, nothing that a shell would expand.</summary>
    public static Form<string> Path { get; } = new(
        (Field field, Reading reading, out string value) =>
        {
            value = field.Node.Text.Trim();
            if (field.Node.Kind != NodeKind.Scalar || field.Node.IsNull)
            {
                return reading.FailType(field, "a path");
            }

            return Fault(value) is not var (fact, remedy)
                || reading.Fail(field, Codes.BadPath, $"{field.Path} {fact}: {Visible.Short(value)}", remedy);
        },
        () => new() { ["type"] = "string", ["minLength"] = 1 });

    /// <summary>One path or a list of them.</summary>
    public static Form<IReadOnlyList<string>> Paths { get; } = Forms.OneOrMore(Path);

    private static (string Fact, string Remedy)? Fault(string path) => path switch
    {
        "" => ("is empty", "give a path relative to the recipe's folder"),
        _ when IsUrl(path) =>
            ("is a URL, and a recipe names files only", "download it into the project and give its path"),
        _ when path.Contains('\\', StringComparison.Ordinal) =>
            ("holds a backslash", "write paths with / on every system"),
        _ when path[0] == '~' =>
            ("begins with ~, which is not expanded", "give a path relative to the recipe's folder"),
        _ when Visible.HasHidden(path) || path.Contains('\n', StringComparison.Ordinal) =>
            ("holds a control character", "rename the file"),
        _ => null,
    };

    private static bool IsUrl(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && path.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0
            && (path.AsSpan(colon).StartsWith("://")
                || path[..colon].ToUpperInvariant() is "HTTP" or "HTTPS" or "FILE" or "FTP" or "DATA");
    }

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}
