using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files;

/// <summary>An open safetensors file of F32, F16 or BF16 tensors.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long ChunkElements = 64 << 20; // a span holds at most 2 GiB

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Dictionary<string, TensorEntry> _entries;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="RecipeException">The header does not hold.</exception>
    public SafetensorsFile(string path)
    {
        _path = path;
        _stream = File.OpenRead(path);
        try
        {
            _entries = SafetensorsHeader.Read(_stream, path).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
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
    public void ReadInto(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        var entry = _entries[name];
        if (target.dtype == Type(entry))
        {
            Fill(entry, target.view(-1));
        }
        else
        {
            target.view(-1).copy_(Read(name).view(-1));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Fill(TensorEntry entry, Tensor flat)
    {
        using var scope = NewDisposeScope();
        _stream.Position = entry.Start;
        for (long done = 0; done < flat.numel(); done += ChunkElements)
        {
            _stream.ReadExactly(flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done)).bytes);
        }
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
