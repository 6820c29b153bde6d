namespace Recipes.Torch.Files.Gguf;

/// <summary>The keys of one prefix in a file's metadata.</summary>
internal sealed class GgufKeys(GgufFile file, string prefix)
{
    private const int Largest = 1 << 24; // no axis of a real model comes near; keeps products within 64 bits

    /// <summary>A number from 1 to 2²⁴.</summary>
    /// <param name="key">Below the prefix.</param>
    /// <param name="otherwise">Where it is absent; null → it must be there.</param>
    /// <exception cref="InvalidDataException">It is missing or something else.</exception>
    public int Whole(string key, int? otherwise = null) => file.Metadata.GetValueOrDefault(prefix + key) switch
    {
        null when otherwise is { } number => number,
        long number and >= 1 and <= Largest => (int)number,
        var value => throw new InvalidDataException($"{prefix}{key} must be a whole number from 1 to {Largest} but is {value ?? "absent"}"),
    };

    /// <summary>A finite number; a float32 counts as the shortest decimal that means it, so that 1e-5 is 1e-5.</summary>
    public double Number(string key, double otherwise) => file.Metadata.GetValueOrDefault(prefix + key) switch
    {
        null => otherwise,
        double number when double.IsFinite(number) => double.Parse(
            ((float)number).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        long number => number,
        var value => throw new InvalidDataException($"{prefix}{key} must be a number but is {value}"),
    };

    /// <summary>A flag.</summary>
    public bool Flag(string key, bool otherwise) => file.Metadata.GetValueOrDefault(prefix + key) switch
    {
        null => otherwise,
        bool flag => flag,
        var value => throw new InvalidDataException($"{prefix}{key} must be true or false but is {value}"),
    };

    /// <summary>A text; null where it is absent.</summary>
    public string? Text(string key) => file.Text(prefix + key);
}
