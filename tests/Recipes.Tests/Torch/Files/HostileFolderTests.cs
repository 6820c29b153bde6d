using System.Text;
using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Files;

/// <summary>Model folders that lie: each is refused with a problem and without taking the memory it claims.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class HostileFolderTests : IDisposable
{
    private const long MostBytes = 32 << 20; // a reader's own buffers; the claims below are far larger

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-hostile-").FullName;

    public HostileFolderTests() =>
        NewModel.Create(NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 32 }, 40, [1]), 3, _folder);

    private string Weights => Path.Combine(_folder, "model.safetensors");

    private string Index => Weights + ".index.json";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_truncated_shard_is_refused()
    {
        File.Move(Weights, Path.Combine(_folder, "model-00001-of-00001.safetensors"));
        File.WriteAllText(Index, """{"weight_map": {"model.norm.weight": "model-00001-of-00001.safetensors"}}""");
        using (var stream = File.OpenWrite(Path.Combine(_folder, "model-00001-of-00001.safetensors")))
        {
            stream.SetLength(stream.Length - 100);
        }

        Refused("after the file");
    }

    [Fact]
    public void A_header_of_2_to_the_60_bytes_is_refused()
    {
        File.WriteAllBytes(Weights, [.. BitConverter.GetBytes(1L << 60), .. new byte[1000]]);

        Refused("the header claims 1152921504606846976 bytes");
    }

    [Fact]
    public void Overlapping_tensors_are_refused()
    {
        Header("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12);

        Refused("overlaps the one before");
    }

    [Fact]
    public void A_shape_of_more_elements_than_there_are_bytes_is_refused()
    {
        Header("""{"a":{"dtype":"F32","shape":[1073741824,1073741824],"data_offsets":[0,16]}}""", 16);

        Refused("does not fill");
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_named()
    {
        using var scope = NewDisposeScope();
        using (var model = Model.Load(_folder, Precision.Float32))
        {
            model.Weights.Values(model.Weights.Layout["model.norm.weight"]).fill_(float.NaN);
            model.Weights.Values(model.Weights.Layout["model.layers.1.mlp.up_proj.weight"])[3, 4] = float.PositiveInfinity;
            model.Save(_folder);
        }

        var facts = Refused("model.norm.weight has numbers that are infinite or none (NaN)");

        Assert.Contains(facts, fact => fact.StartsWith("model.layers.1.mlp.up_proj.weight", StringComparison.Ordinal));
        Assert.Equal(2, facts.Count);
    }

    [Theory]
    [InlineData("model.safetensors.index.json")]
    [InlineData("loop.safetensors")]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    public void An_index_that_names_itself_a_loop_or_another_folder_is_refused(string shard)
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "loop.safetensors"), "loop.safetensors");
        File.WriteAllText(Index, "{\"weight_map\": {\"model.norm.weight\": \"" + shard + "\"}}");

        Refused(shard.StartsWith("loop", StringComparison.Ordinal) ? "cannot be opened" : "is not a file of this folder");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"weight_map\": 7}")]
    [InlineData("{\"weight_map\": {\"a\": 7}}")]
    [InlineData("{\"weight_map\": {\"a\": [[[[[[[[[[[[]]]]]]]]]]]]}}")]
    public void An_index_of_another_form_is_refused(string json)
    {
        File.WriteAllText(Index, json);

        Refused("not readable");
    }

    [Fact]
    public void An_index_of_a_gigabyte_is_refused_unread()
    {
        using (var stream = File.Create(Index))
        {
            stream.SetLength(1 << 30); // sparse
        }

        Refused("more than 100000000 bytes");
    }

    [Fact]
    public void A_config_of_a_gigabyte_is_refused_unread()
    {
        using (var stream = File.Create(Path.Combine(_folder, "config.json")))
        {
            stream.SetLength(1 << 30); // sparse
        }

        Refused("more than");
    }

    [Fact]
    public void A_config_that_claims_a_model_of_a_petabyte_takes_no_memory()
    {
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"hidden_size\": 32", "\"hidden_size\": 16777216", StringComparison.Ordinal));

        Refused("where config.json says");
    }

    [Fact]
    public void A_model_of_a_billion_layers_is_refused()
    {
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 16000000", StringComparison.Ordinal));

        Refused("num_hidden_layers");
    }

    [Fact]
    public void A_pickle_with_code_is_refused_and_does_not_run()
    {
        File.Delete(Weights);
        var trace = Path.Combine(_folder, "trace");
        using (var archive = new System.IO.Compression.ZipArchive(File.Create(Path.Combine(_folder, "pytorch_model.bin")), System.IO.Compression.ZipArchiveMode.Create))
        using (var stream = archive.CreateEntry("model/data.pkl", System.IO.Compression.CompressionLevel.NoCompression).Open())
        {
            stream.Write(Encoding.Latin1.GetBytes($"\u0080\u0002cposix\nsystem\n(Vtouch {trace}\ntR."));
        }

        Refused("posix.system");
        Assert.False(File.Exists(trace));
    }

    private void Header(string json, int dataBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        File.WriteAllBytes(Weights, [.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. new byte[dataBytes]]);
    }

    private List<string> Refused(string expected)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problems = Assert.Throws<RecipeException>(() => Model.Load(_folder, Precision.Float32)).Problems;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.Contains(problems, problem => problem.Fact.Contains(expected, StringComparison.Ordinal));
        return [.. problems.Select(problem => problem.Fact)];
    }
}
