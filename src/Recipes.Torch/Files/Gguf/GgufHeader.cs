using Recipes.Core;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Where one tensor stands in a GGUF file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Shape">Sizes per axis as torch counts them, the contiguous axis last; the file has them the other way
/// round.</param>
/// <param name="Start">First byte, counted from the start of the file.</param>
/// <param name="LengthBytes">Bytes of data.</param>
public sealed record GgufEntry(string Name, GgufType Type, IReadOnlyList<long> Shape, long Start, long LengthBytes)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>Reads and checks the header of a GGUF file, versions 2 and 3, little-endian; no memory for tensors is taken
/// before it holds.</summary>
/// <remarks>Source: ggml-org/ggml, docs/gguf.md.</remarks>
internal sealed class GgufHeader
{
    private const uint Magic = 0x46554747; // GGUF
    private const int MostTensors = 1 << 20;
    private const int MostKeys = 1 << 16;
    private const int MostAxes = 4;
    private const int LargestAlignment = 1 << 20;

    private readonly string _path;
    private readonly GgufCursor _cursor;

    private GgufHeader(Stream stream, string path) => (_path, _cursor) = (path, new(stream));

    /// <summary>By key: string, bool, long, double, or a list of one of them (string, long, double).</summary>
    public Dictionary<string, object> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order of the file.</summary>
    public List<GgufEntry> Entries { get; } = [];

    /// <exception cref="RecipeException">The file is no GGUF file, or its header lies about its data.</exception>
    public static GgufHeader Read(Stream stream, string path)
    {
        var header = new GgufHeader(stream, path);
        try
        {
            header.Read(stream.Length);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Refusal(path, e.Message);
        }

        return header;
    }

    private static RecipeException Refusal(string path, string fact) => new(new Problem
    {
        Code = "RCP5330",
        Fact = fact,
        File = path,
        Remedy = "the file is damaged, or no GGUF file of version 2 or 3: fetch it again",
    });

    private void Read(long fileBytes)
    {
        if (_cursor.U32() != Magic)
        {
            throw new InvalidDataException("the file does not begin with GGUF");
        }

        var version = _cursor.U32();
        if (version is not (2 or 3))
        {
            throw new InvalidDataException($"version {version} of the format is not read");
        }

        var tensors = _cursor.Count(MostTensors, "tensors");
        var keys = _cursor.Count(MostKeys, "keys");
        for (var i = 0; i < keys; i++)
        {
            var key = _cursor.Text();
            if (!Metadata.TryAdd(key, _cursor.Value()))
            {
                throw new InvalidDataException($"the key {key} stands twice");
            }
        }

        var found = Enumerable.Range(0, tensors).Select(_ => Tensor()).ToList();
        Place(found, fileBytes);
    }

    private (string Name, GgufType Type, List<long> Shape, long Offset) Tensor()
    {
        var name = _cursor.Text();
        var axes = _cursor.Count32(MostAxes, $"axes of {name}");
        var shape = Enumerable.Range(0, axes).Select(_ => _cursor.Size($"an axis of {name}")).Reverse().ToList();
        var type = (GgufType)_cursor.U32();
        return Enum.IsDefined(type)
            ? (name, type, shape, _cursor.Size($"the offset of {name}", least: 0))
            : throw new RecipeException(new Problem
            {
                Code = "RCP5331",
                Fact = $"tensor {name} has the stored type {(int)type}, and only {string.Join(", ", Enum.GetNames<GgufType>())} are read",
                File = _path,
                Remedy = "take a file of the same model in one of these types",
            });
    }

    private void Place(IReadOnlyList<(string Name, GgufType Type, List<long> Shape, long Offset)> found, long fileBytes)
    {
        var alignment = Alignment();
        var start = (_cursor.Position + alignment - 1) / alignment * alignment;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, type, shape, offset) in found)
        {
            var (elements, bytes) = (GgufTypes.Elements(type), GgufTypes.Bytes(type));
            var count = shape.Aggregate((Int128)1, (product, size) => product > long.MaxValue ? product : product * size);
            var length = count / elements * bytes;
            if (!names.Add(name) || (shape.Count > 0 ? shape[^1] : 1) % elements != 0 || offset % alignment != 0)
            {
                throw new InvalidDataException($"tensor {name} stands twice, is not made of whole blocks, or is not aligned");
            }

            if (start + (Int128)offset + length > fileBytes)
            {
                throw new InvalidDataException($"tensor {name} of shape [{string.Join(", ", shape)}] ends after the file");
            }

            Entries.Add(new(name, type, shape, start + offset, (long)length));
        }

        var end = 0L;
        foreach (var entry in Entries.OrderBy(entry => entry.Start))
        {
            if (entry.Start < end)
            {
                throw new InvalidDataException($"tensor {entry.Name} overlaps the one before");
            }

            end = entry.Start + entry.LengthBytes;
        }
    }

    private long Alignment()
    {
        if (!Metadata.TryGetValue("general.alignment", out var value))
        {
            return 32; // the format's default
        }

        return value is long alignment and >= 8 and <= LargestAlignment && long.IsPow2(alignment)
            ? alignment : throw new InvalidDataException($"general.alignment {value} is no power of two from 8 to {LargestAlignment}");
    }
}
