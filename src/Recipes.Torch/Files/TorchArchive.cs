using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>The tensors of a checkpoint that PyTorch wrote (<c>pytorch_model.bin</c>): a zip archive with one pickle and
/// a file per storage. No memory for tensors is taken before all of it holds.</summary>
internal static class TorchArchive
{
    private const int LongestPickle = 64 << 20; // 100 bytes a tensor: more than any model has

    /// <summary>The tensors of a file, in its order.</summary>
    /// <exception cref="RecipeException">The file is no such checkpoint, holds other things than tensors, or lies about
    /// its data.</exception>
    public static IReadOnlyList<TensorEntry> Read(Stream stream, string path)
    {
        try
        {
            var files = ZipDirectory.Read(stream);
            var pickle = files.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList();
            if (pickle.Count != 1)
            {
                throw new InvalidDataException($"it has {pickle.Count} files named data.pkl");
            }

            var root = pickle[0][..^"data.pkl".Length];
            if (files.TryGetValue(root + "byteorder", out var order) && Text(stream, order) != "little")
            {
                throw new InvalidDataException("its numbers are not little-endian");
            }

            return [.. TensorPickle.Read(Bytes(stream, files[pickle[0]], LongestPickle)).Select(tensor => Entry(tensor, root, files))];
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP5305",
                Fact = "the checkpoint is not read: " + e.Message,
                File = path,
                Remedy = "use a file that torch.save wrote from a dictionary of tensors, or better its safetensors form",
            });
        }
    }

    private static TensorEntry Entry(PickledTensor tensor, string root, Dictionary<string, (long Start, long LengthBytes)> files)
    {
        var (name, (storage, offset, shape, strides)) = tensor;
        var elementBytes = SafetensorsHeader.BytesOf(storage.Type);
        if (!files.TryGetValue(root + "data/" + storage.Key, out var file))
        {
            throw new InvalidDataException($"the data of {name} are missing");
        }

        if (storage.Elements < 0 || (Int128)storage.Elements * elementBytes > file.LengthBytes)
        {
            throw new InvalidDataException($"the data of {name} end too early");
        }

        var elements = shape.Aggregate((Int128)1, (product, size) => product > long.MaxValue ? product : product * size);
        if (shape.Any(size => size < 0) || offset < 0 || offset + elements > storage.Elements)
        {
            throw new InvalidDataException($"{name} of shape [{string.Join(", ", shape)}] does not fit its data");
        }

        if (!IsContiguous(shape, strides))
        {
            throw new InvalidDataException($"{name} does not lie row by row");
        }

        return new(name, storage.Type, shape, file.Start + (offset * elementBytes), (long)elements * elementBytes);
    }

    private static bool IsContiguous(IReadOnlyList<long> shape, IReadOnlyList<long> strides)
    {
        if (strides.Count != shape.Count)
        {
            return false;
        }

        long step = 1;
        for (var axis = shape.Count - 1; axis >= 0; step *= shape[axis], axis--)
        {
            if (shape[axis] > 1 && strides[axis] != step)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(Stream stream, (long Start, long LengthBytes) file) =>
        System.Text.Encoding.ASCII.GetString(Bytes(stream, file, 16)).Trim();

    private static byte[] Bytes(Stream stream, (long Start, long LengthBytes) file, int longest)
    {
        if (file.LengthBytes > longest)
        {
            throw new InvalidDataException($"a part that should be small has {file.LengthBytes} bytes");
        }

        var bytes = new byte[file.LengthBytes];
        stream.Position = file.Start;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
