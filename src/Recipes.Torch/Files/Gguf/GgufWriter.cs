using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files.Gguf;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">As torch counts axes.</param>
/// <param name="Type">F32, F16, BF16 or Q8_0.</param>
/// <param name="Make">Gives its values, contiguous float32; called once, disposed by the writer.</param>
internal sealed record GgufTensor(string Name, IReadOnlyList<long> Shape, GgufType Type, Func<Tensor> Make);

/// <summary>Writes GGUF files of version 3.</summary>
internal static class GgufWriter
{
    private const int Alignment = 32; // the format's default
    private const int ChunkElements = 1 << 18; // a multiple of every block

    /// <summary>Writes a file under a temporary name beside it, flushes and renames: it is there whole or not at all. Only
    /// one tensor is in memory at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">In this order: string, bool, int (an unsigned 32-bit number of the file), float, or a list of
    /// string, int (signed in the file) or float.</param>
    /// <param name="tensors">In this order.</param>
    /// <exception cref="RecipeException">RCP5341: a number does not fit its type.</exception>
    public static void Write(
        string path, IReadOnlyList<KeyValuePair<string, object>> metadata, IReadOnlyList<GgufTensor> tensors) =>
        AtomicFile.Write(path, temporary =>
        {
            using var stream = File.Create(temporary);
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            WriteHeader(writer, metadata, tensors);
            foreach (var tensor in tensors)
            {
                Pad(writer);
                WriteData(writer, tensor, path);
            }

            Pad(writer);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        });

    private static void WriteHeader(
        BinaryWriter writer, IReadOnlyList<KeyValuePair<string, object>> metadata, IReadOnlyList<GgufTensor> tensors)
    {
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }

        long offset = 0;
        foreach (var tensor in tensors)
        {
            WriteText(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Count);
            foreach (var size in tensor.Shape.Reverse())
            {
                writer.Write((ulong)size);
            }

            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            var elements = tensor.Shape.Aggregate(1L, (product, size) => product * size);
            var bytes = elements / GgufTypes.Elements(tensor.Type) * GgufTypes.Bytes(tensor.Type);
            offset += (bytes + Alignment - 1) / Alignment * Alignment;
        }
    }

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case int number:
                writer.Write(4u);
                writer.Write((uint)number);
                break;
            case float number:
                writer.Write(6u);
                writer.Write(number);
                break;
            case bool flag:
                writer.Write(7u);
                writer.Write(flag);
                break;
            case string text:
                writer.Write(8u);
                WriteText(writer, text);
                break;
            case IReadOnlyList<int> numbers:
                WriteList(writer, 5, numbers, writer.Write);
                break;
            case IReadOnlyList<float> numbers:
                WriteList(writer, 6, numbers, writer.Write);
                break;
            case IReadOnlyList<string> texts:
                WriteList(writer, 8, texts, text => WriteText(writer, text));
                break;
            default:
                throw new ArgumentException($"metadata of type {value.GetType()} are not written");
        }
    }

    private static void WriteList<T>(BinaryWriter writer, uint type, IReadOnlyList<T> list, Action<T> write)
    {
        writer.Write(9u);
        writer.Write(type);
        writer.Write((ulong)list.Count);
        foreach (var one in list)
        {
            write(one);
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteData(BinaryWriter writer, GgufTensor tensor, string path)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.Make().view(-1);
        var (elements, bytes) = (GgufTypes.Elements(tensor.Type), GgufTypes.Bytes(tensor.Type));
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkElements / elements * bytes);
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            using var chunk = flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done));
            var part = MemoryMarshal.Cast<byte, float>(chunk.bytes);
            var stored = buffer.AsSpan(0, part.Length / elements * bytes);
            if (!GgufBlocks.Write(tensor.Type, part, stored))
            {
                throw new RecipeException(4, [new Problem
                {
                    Code = "RCP5341",
                    Fact = $"tensor {tensor.Name} has numbers that do not fit {tensor.Type}",
                    File = path,
                    Remedy = "write deliver.gguf: bf16 or f32, which hold every float32 number's range",
                }]);
            }

            writer.Write(stored);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void Pad(BinaryWriter writer)
    {
        for (writer.Flush(); writer.BaseStream.Position % Alignment != 0;)
        {
            writer.Write((byte)0);
            writer.Flush();
        }
    }
}
