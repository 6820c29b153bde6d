using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const long ChunkElements = 64 << 20;

    /// <summary>Writes a file under a temporary name beside it, flushes and renames: it is there whole or not at
    /// all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Name and tensor, written in this order; types float32, float16, bfloat16 and int64. A
    /// tensor that is not contiguous on the CPU is copied first.</param>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Write(path, [.. tensors.Select(one => new SafetensorsEntry(one.Name, one.Tensor.shape, one.Tensor.dtype, () => one.Tensor.alias()))]);
    }

    /// <summary>The same for tensors that are made when their turn comes, so that only one is in memory.</summary>
    internal static void Write(string path, IReadOnlyList<SafetensorsEntry> tensors) => AtomicFile.Write(path, temporary =>
    {
        using var stream = File.Create(temporary);
        WriteHeader(stream, tensors);
        foreach (var entry in tensors)
        {
            WriteData(stream, entry);
        }

        stream.Flush(flushToDisk: true);
    });

    private static void WriteHeader(FileStream stream, IReadOnlyList<SafetensorsEntry> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        long offset = 0;
        foreach (var entry in tensors)
        {
            var (name, bytes) = Name(entry.Type);
            var end = offset + (entry.Shape.Aggregate(1L, (product, size) => product * size) * bytes);
            header[entry.Name] = new JsonObject
            {
                ["dtype"] = name,
                ["shape"] = new JsonArray([.. entry.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - (json.Length % 8)) % 8; // keeps the data aligned, as the format's own writer does
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(json.Length + padding));
        stream.Write(length);
        stream.Write(json);
        stream.Write("       "u8[..padding]);
    }

    private static void WriteData(FileStream stream, SafetensorsEntry entry)
    {
        using var scope = NewDisposeScope();
        var flat = entry.Make().detach().to(entry.Type).cpu().contiguous().view(-1);
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            stream.Write(flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done)).bytes);
        }
    }

    private static (string Name, int Bytes) Name(ScalarType type) => type switch
    {
        ScalarType.Float32 => ("F32", 4),
        ScalarType.Float16 => ("F16", 2),
        ScalarType.BFloat16 => ("BF16", 2),
        ScalarType.Int64 => ("I64", 8),
        _ => throw new ArgumentException($"safetensors files of type {type} are not written"),
    };
}

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Sizes per axis.</param>
/// <param name="Type">What it is written as; converted where it is made as another.</param>
/// <param name="Make">Gives it; called once, in a scope of the writer.</param>
internal sealed record SafetensorsEntry(string Name, IReadOnlyList<long> Shape, ScalarType Type, Func<Tensor> Make);
