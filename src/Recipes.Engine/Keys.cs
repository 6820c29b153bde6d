using Recipes.Core;

namespace Recipes.Engine;

/// <summary>How keys are made of parts.</summary>
internal static class Keys
{
    /// <summary>Value of a part whose file a node did not write.</summary>
    public const string Absent = "(absent)";

    private const string InputPrefix = "input ";
    private const string FileSeparator = " › ";

    /// <summary>Everything but the inputs, in this order: stage, version, spec, facts by name.</summary>
    public static IReadOnlyList<KeyPart> OwnParts(
        StageId stage, IReadOnlyList<KeyPart> spec, IReadOnlyDictionary<string, string> facts) =>
    [
        new("stage", stage.Name),
        new("version", stage.Version.ToString(CultureInfo.InvariantCulture)),
        .. spec,
        .. facts
            .OrderBy(fact => fact.Key, StringComparer.Ordinal)
            .Select(fact => new KeyPart("fact " + fact.Key, fact.Value)),
    ];

    /// <summary>The name of a source or a value among the parts.</summary>
    public static string Input(string name) => InputPrefix + name;

    /// <summary>The name of a node's file among the parts.</summary>
    public static string Input(Node node, string fileName) => InputPrefix + node.Name + FileSeparator + fileName;

    /// <summary>The node whose file a part is; null for sources, values and own parts.</summary>
    public static string? NodeOf(string part)
    {
        var end = part.IndexOf(FileSeparator, StringComparison.Ordinal);
        return part.StartsWith(InputPrefix, StringComparison.Ordinal) && end > 0 ? part[InputPrefix.Length..end] : null;
    }

    /// <summary>SHA-256 over names and values, each with its length before it; 64 hex digits.</summary>
    public static string Digest(IEnumerable<KeyPart> parts) => ContentId.Digest(parts
        .SelectMany(part => new[] { Measured(part.Name), Measured(part.Value) })
        .ToArray());

    private static string Measured(string text) => FormattableString.Invariant($"{text.Length}:{text}");
}
