namespace Recipes.Engine;

/// <summary>A key part that differs between two keys of one node.</summary>
/// <param name="Part"><c>spec.threshold</c>, <c>input dedupe › facts.jsonl</c>, <c>version</c>,
/// <c>fact libtorch</c>.</param>
/// <param name="Old">The value before; null where the part is new.</param>
/// <param name="New">The value now; null where the part is gone.</param>
public sealed record PartChange(string Part, string? Old, string? New)
{
    /// <summary><c>spec.threshold 0.8 → 0.9</c>; digests are cut to 12 digits.</summary>
    public override string ToString() => $"{Part} {Shown(Old)} → {Shown(New)}";

    private static string Shown(string? value) => value switch
    {
        null => "(none)",
        { Length: 64 } when value.All(char.IsAsciiHexDigitLower) => value[..12],
        _ => value,
    };
}
