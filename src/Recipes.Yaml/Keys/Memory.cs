using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>An amount of memory: <c>24GiB</c>, <c>512 MiB</c>, <c>80GB</c>.</summary>
internal static class Memory
{
    private static readonly (string Unit, long Bytes)[] _units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ];

    public static Form<long> Form { get; } = new(
        (Field field, Reading reading, out long value) =>
        {
            value = 0;
            return (field.Node.Kind == NodeKind.Scalar && TryParse(field.Node.Text, out value))
                || reading.FailType(field, "an amount with its unit, such as 24GiB");
        },
        () => new()
        {
            ["type"] = "string",
            ["pattern"] = $@"^[0-9]+(\.[0-9]+)? ?({string.Join('|', _units.Select(u => u.Unit))})$",
        });

    /// <summary>Bytes of a positive amount below 2^53; false where the text is none.</summary>
    internal static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var unit = Array.Find(_units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit.Unit is null || !Forms.TryNumber(text[..^unit.Unit.Length].TrimEnd(' '), out var amount))
        {
            return false;
        }

        var wanted = amount * unit.Bytes;
        bytes = wanted is >= 1 and < (1L << 53) ? (long)wanted : 0;
        return bytes > 0;
    }
}
