using System.Buffers.Binary;
using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>Reads and checks the header of a safetensors file; no memory for tensors is taken before it
/// holds.</summary>
/// <remarks>The format: eight bytes with the header's length, a JSON object from names to <c>dtype</c>, <c>shape</c>
/// and
/// <c>data_offsets</c>, then the data without gaps. Source: huggingface/safetensors, README, "Format".</remarks>
public static class SafetensorsHeader
{
    private const long LongestBytes = 100_000_000; // the limit of the format's own reader

    private static readonly Dictionary<string, int> ElementBytes = new(StringComparer.Ordinal)
    {
        ["F64"] = 8, ["F32"] = 4, ["F16"] = 2, ["BF16"] = 2, ["I64"] = 8, ["I32"] = 4, ["I16"] = 2, ["I8"] = 1,
        ["U64"] = 8, ["U32"] = 4, ["U16"] = 2, ["U8"] = 1, ["BOOL"] = 1, ["F8_E4M3"] = 1, ["F8_E5M2"] = 1,
    };

    /// <summary>Bytes per element of a type by the format's name.</summary>
    internal static int BytesOf(string type) => ElementBytes[type];

    /// <summary>The tensors of a file, in the order of their data.</summary>
    /// <exception cref="RecipeException">The file is no safetensors file, or its header lies about its
    /// data.</exception>
    public static IReadOnlyList<TensorEntry> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>The same from an open stream that can seek; afterwards its position is undefined.</summary>
    public static IReadOnlyList<TensorEntry> Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8)
        {
            throw Refusal(path, $"the file has {stream.Length} bytes, and a header needs at least 8");
        }

        stream.Position = 0;
        stream.ReadExactly(prefix);
        var lengthBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (lengthBytes > LongestBytes || lengthBytes > (ulong)(stream.Length - 8))
        {
            throw Refusal(path, $"the header claims {lengthBytes} bytes, the file has {stream.Length}");
        }

        var header = new byte[lengthBytes];
        stream.ReadExactly(header);
        var start = 8 + (long)lengthBytes;
        var entries = Entries(header, start, path);
        CheckRanges(entries, start, stream.Length, path);
        return entries;
    }

    private static List<TensorEntry> Entries(byte[] header, long start, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(header, new() { MaxDepth = 8 });
            var names = new HashSet<string>(StringComparer.Ordinal);
            var entries = new List<TensorEntry>();
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (!names.Add(member.Name))
                {
                    throw Refusal(path, $"the header names {member.Name} twice");
                }

                if (member.Name != "__metadata__")
                {
                    entries.Add(Entry(member, start, path));
                }
            }

            return [.. entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.LengthBytes)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Refusal(path, "the header is not the JSON of the format: " + e.Message.ReplaceLineEndings(" "));
        }
    }

    private static TensorEntry Entry(JsonProperty member, long start, string path)
    {
        var type = member.Value.GetProperty("dtype").GetString() ?? "";
        if (!ElementBytes.TryGetValue(type, out var elementBytes))
        {
            throw Refusal(path, $"tensor {member.Name} has the unknown element type {type}");
        }

        var shape = member.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToList();
        var offsets = member.Value.GetProperty("data_offsets").EnumerateArray().Select(at => at.GetInt64()).ToList();
        if (offsets.Count != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || shape.Exists(size => size < 0))
        {
            throw Refusal(path, $"tensor {member.Name} has a shape or offsets that cannot be");
        }

        var elements = shape.Aggregate((Int128)1, (product, size) => product > long.MaxValue ? product : product * size);
        if (elements * elementBytes != offsets[1] - offsets[0])
        {
            throw Refusal(path, $"tensor {member.Name} of shape [{string.Join(", ", shape)}] and type {type} "
                + $"does not fill the {offsets[1] - offsets[0]} bytes given to it");
        }

        return new(member.Name, type, shape, start + offsets[0], offsets[1] - offsets[0]);
    }

    private static void CheckRanges(List<TensorEntry> entries, long start, long end, string path)
    {
        var expected = start;
        foreach (var entry in entries)
        {
            if (entry.Start != expected)
            {
                throw Refusal(path, $"tensor {entry.Name} {(entry.Start < expected ? "overlaps the one before" : "leaves a gap")}");
            }

            if (entry.LengthBytes > end - entry.Start)
            {
                throw Refusal(path, $"tensor {entry.Name} ends {entry.Start + entry.LengthBytes - end} bytes after the file");
            }

            expected = entry.Start + entry.LengthBytes;
        }

        if (expected != end)
        {
            throw Refusal(path, $"{end - expected} bytes belong to no tensor");
        }
    }

    private static RecipeException Refusal(string path, string fact) => new(new Problem
    {
        Code = "RCP5301",
        Fact = fact,
        File = path,
        Remedy = "the file is damaged, or of PyTorch before 1.6, or no file of tensors: fetch it again",
    });
}
