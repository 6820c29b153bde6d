using Recipes.Core;

namespace Recipes.Engine;

/// <summary>How keys are made of parts.</summary>
internal static class Keys
{
    /// <summary>Everything but the inputs, in this order: stage, version, spec, facts by name.</summary>
    public static IReadOnlyList<KeyPart> OwnParts(
        StageId stage, IReadOnlyList<KeyPart> spec, IReadOnlyDictionary<string, string> facts) =>
    [
        new("stage", stage.Name),
        new("version", stage.Version.ToString(CultureInfo.InvariantCulture)),
        .. spec,
        .. facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => new KeyPart("fact " + fact.Key, fact.Value)),
    ];

    /// <summary>SHA-256 over names and values, 64 hex digits.</summary>
    public static string Digest(IEnumerable<KeyPart> parts) =>
        ContentId.Digest(parts.SelectMany(part => new[] { part.Name, part.Value }).ToArray());
}
