using System.Buffers;
using System.Runtime.InteropServices;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files.Gguf;

/// <summary>An open GGUF file. Its header is checked before any memory is taken for tensors.</summary>
public sealed class GgufFile : IDisposable
{
    private const int ChunkElements = 1 << 18; // a multiple of every block

    private readonly FileStream _stream;
    private readonly Dictionary<string, GgufEntry> _entries;

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecipeException">RCP5330 the header does not hold · RCP5331 a stored type that is not read · RCP5306
    /// the file cannot be opened.</exception>
    public GgufFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _stream = TensorFile.Open(path);
        try
        {
            var header = GgufHeader.Read(_stream, path);
            Metadata = header.Metadata;
            _entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>By key: string, bool, long, double, or an array of string, long or double.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufEntry> Entries => _entries;

    /// <summary>A text of the metadata; null where it is absent or no text.</summary>
    public string? Text(string key) => Metadata.GetValueOrDefault(key) as string;

    /// <summary>A new float32 tensor; the caller owns it.</summary>
    public Tensor Read(string name)
    {
        var entry = _entries[name];
        var tensor = empty([.. entry.Shape], ScalarType.Float32);
        using var scope = NewDisposeScope();
        Fill(entry, tensor.view(-1));
        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Fill(GgufEntry entry, Tensor flat)
    {
        var (elements, bytes) = (GgufTypes.Elements(entry.Type), GgufTypes.Bytes(entry.Type));
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkElements / elements * bytes);
        _stream.Position = entry.Start;
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            using var chunk = flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done));
            var part = MemoryMarshal.Cast<byte, float>(chunk.bytes);
            var stored = buffer.AsSpan(0, part.Length / elements * bytes);
            _stream.ReadExactly(stored);
            GgufBlocks.Read(entry.Type, stored, part);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
