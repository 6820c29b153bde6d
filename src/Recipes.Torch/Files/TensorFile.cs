using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files;

/// <summary>An open file of F32, F16 or BF16 tensors: safetensors, or PyTorch's <c>.bin</c>.</summary>
/// <remarks>Tensors are read straight into the memory of their target, in chunks where the type differs, so loading
/// takes no second copy of a model.</remarks>
public sealed class TensorFile : IDisposable
{
    private const long ChunkElements = 1 << 20; // what the caches hold while a chunk is checked and converted

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Dictionary<string, TensorEntry> _entries;

    /// <summary>Opens a file and checks its header; a zip archive is PyTorch's, all else safetensors.</summary>
    /// <exception cref="RecipeException">The header does not hold.</exception>
    public TensorFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _path = path;
        _stream = Open(path);
        try
        {
            Span<byte> start = stackalloc byte[4];
            var isArchive = _stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PK\u0003\u0004"u8);
            var entries = isArchive ? TorchArchive.Read(_stream, path) : SafetensorsHeader.Read(_stream, path);
            _entries = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>A new tensor on the CPU in the type of the file; the caller owns it.</summary>
    public Tensor Read(string name)
    {
        var entry = _entries[name];
        var tensor = empty([.. entry.Shape], Type(entry));
        Fill(entry, tensor.view(-1));
        return tensor;
    }

    /// <summary>Reads into a contiguous tensor of as many elements, converting the type where it differs.</summary>
    /// <returns>False where a number is infinite or none at all.</returns>
    public bool ReadInto(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        return Fill(_entries[name], target.view(-1));
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Opens a file of some length: a pipe or a device has none, and opening a pipe would wait for ever.</summary>
    internal static FileStream Open(string path)
    {
        try
        {
            return new FileInfo(path).Length > 0 ? File.OpenRead(path) : throw new IOException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP5306",
                Fact = "the file of tensors cannot be opened: " + e.Message.ReplaceLineEndings(" "),
                File = path,
            });
        }
    }

    private bool Fill(TensorEntry entry, Tensor flat)
    {
        var isFinite = true;
        var type = Type(entry);
        _stream.Position = entry.Start;
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            using var scope = NewDisposeScope();
            var target = flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done));
            var chunk = target.dtype == type ? target : empty(target.numel(), type);
            _stream.ReadExactly(chunk.bytes);
            isFinite &= chunk.isfinite().all().item<bool>();
            if (target.dtype != type)
            {
                target.copy_(chunk);
            }
        }

        return isFinite;
    }

    private ScalarType Type(TensorEntry entry) => entry.Type switch
    {
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        _ => throw new RecipeException(new Problem
        {
            Code = "RCP5302",
            Fact = $"tensor {entry.Name} has the element type {entry.Type}, and only F32, F16 and BF16 are read",
            File = _path,
        }),
    };
}
