using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    /// tensor
    /// that is not contiguous on the CPU is copied first.</param>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var unfinished = path + ".unfinished";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            WriteHeader(stream, tensors);
            foreach (var (_, tensor) in tensors)
            {
                WriteData(stream, tensor);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static void WriteHeader(FileStream stream, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + (tensor.numel() * tensor.element_size());
            header[name] = new JsonObject
            {
                ["dtype"] = Name(tensor.dtype),
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
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

    private static void WriteData(FileStream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            stream.Write(flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done)).bytes);
        }
    }

    private static string Name(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"safetensors files of type {type} are not written"),
    };
}
