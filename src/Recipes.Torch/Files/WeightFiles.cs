using System.Security.Cryptography;
using System.Text.Json;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files;

/// <summary>The weights of a model folder: <c>model.safetensors</c>, or the shards that
/// <c>model.safetensors.index.json</c> names; where there are none, <c>pytorch_model.bin</c> or its shards.</summary>
public sealed class WeightFiles : IDisposable
{
    private const int Samples = 64;
    private const int SampleBytes = 64 * 1024;
    private const long LongestIndex = 100_000_000; // bytes; the largest published ones have some 10 MB
    private const int NamedFaults = 64; // a message stays readable

    private readonly List<TensorFile> _files = [];
    private readonly Dictionary<string, TensorFile> _owner = new(StringComparer.Ordinal);
    private readonly string _folder;

    /// <summary>Opens the files and checks every header.</summary>
    /// <exception cref="RecipeException">No such files, a shard is missing, lies outside the folder, or does not
    /// hold.</exception>
    public WeightFiles(string folder)
    {
        _folder = folder;
        try
        {
            foreach (var path in Paths(folder))
            {
                Add(new TensorFile(path), path);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The names of all tensors, in ordinal order.</summary>
    public IEnumerable<string> Names => _owner.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a tensor is there.</summary>
    public bool Has(string name) => _owner.ContainsKey(name);

    /// <summary>Sizes per axis.</summary>
    public IReadOnlyList<long> Shape(string name) => _owner[name].Entries[name].Shape;

    /// <summary>Reads into a contiguous tensor of as many elements, converting the type where it differs.</summary>
    /// <returns>False where a number is infinite or none at all.</returns>
    public bool ReadInto(string name, Tensor target) => _owner[name].ReadInto(name, target);

    /// <summary>Compares the tensors with the wanted ones and names every missing, surplus and wrongly shaped one at
    /// once.</summary>
    /// <param name="wanted">Names and shapes, in the order of the report.</param>
    /// <param name="ignored">Surplus names that are known and harmless.</param>
    /// <exception cref="RecipeException">They differ.</exception>
    public void Require(IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> wanted, Func<string, bool> ignored)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var names = wanted.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        List<string> faults =
        [
            .. wanted.Where(one => !Has(one.Name)).Select(one => $"{one.Name} is missing"),
            .. wanted.Where(one => Has(one.Name) && !Shape(one.Name).SequenceEqual(one.Shape)).Select(one =>
                $"{one.Name} is [{string.Join(", ", Shape(one.Name))}] where config.json says [{string.Join(", ", one.Shape)}]"),
            .. Names.Where(name => !names.Contains(name) && !ignored(name)).Select(name => $"{name} is not part of the model"),
        ];
        if (faults.Count > 0)
        {
            throw Faults(faults);
        }
    }

    /// <summary>One exception for all faults of the weights; beyond 64 only their number is told.</summary>
    internal RecipeException Faults(IReadOnlyList<string> faults) => new(2, [.. faults.Take(NamedFaults)
        .Concat(faults.Count > NamedFaults ? [$"and {faults.Count - NamedFaults} faults more"] : []).Select(fault => new Problem
            {
                Code = "RCP5303",
                Fact = fault,
                File = _folder,
                Remedy = "the weights do not belong to this config.json, or are damaged: fetch the folder again",
            })]);

    /// <summary>Adds lengths and samples of the weights' files to a hash: enough to tell two trainings of one model
    /// apart without reading all of a large one.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="hash">Takes them.</param>
    internal static void AppendTraces(string folder, IncrementalHash hash)
    {
        var sample = new byte[SampleBytes];
        foreach (var path in Paths(folder))
        {
            using var stream = File.OpenRead(path);
            hash.AppendData(BitConverter.GetBytes(stream.Length));
            for (var i = 0; i < Samples; i++)
            {
                stream.Position = Math.Max(0, stream.Length - SampleBytes) / (Samples - 1) * i;
                hash.AppendData(sample.AsSpan(0, stream.ReadAtLeast(sample, SampleBytes, throwOnEndOfStream: false)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Add(TensorFile file, string path)
    {
        _files.Add(file);
        foreach (var name in file.Entries.Keys)
        {
            if (!_owner.TryAdd(name, file))
            {
                throw Missing($"tensor {name} stands in two files of the folder", path);
            }
        }
    }

    private static List<string> Paths(string folder)
    {
        foreach (var name in (string[])["model.safetensors", "pytorch_model.bin"])
        {
            var single = Path.Combine(folder, name);
            if (File.Exists(single + ".index.json"))
            {
                return Shards(folder, single + ".index.json");
            }

            if (File.Exists(single))
            {
                return [single];
            }
        }

        throw Missing("neither model.safetensors nor pytorch_model.bin nor an index of one is there", folder);
    }

    private static List<string> Shards(string folder, string index)
    {
        if (new FileInfo(index).Length > LongestIndex)
        {
            throw Missing($"the index of the shards has more than {LongestIndex} bytes", index);
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(index), new() { MaxDepth = 8 });
            var shards = json.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(member => member.Value.GetString() ?? "").Distinct(StringComparer.Ordinal);
            return [.. shards.Order(StringComparer.Ordinal).Select(name => Shard(folder, name))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Missing("the index of the shards is not readable: " + e.Message.ReplaceLineEndings(" "), index);
        }
    }

    private static string Shard(string folder, string name)
    {
        if (name.Length == 0 || name is "." or ".." || name != Path.GetFileName(name)
            || name.EndsWith(".json", StringComparison.Ordinal))
        {
            throw Missing($"the index names {name}, which is not a file of this folder", folder);
        }

        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw Missing("a shard that the index names is missing", path);
    }

    private static RecipeException Missing(string fact, string path) => new(new Problem
    {
        Code = "RCP5304",
        Fact = fact,
        File = path,
        Remedy = "fetch the model folder again",
    });
}
