using System.IO.Compression;
using System.Text;
using Recipes.Core;
using Recipes.Serving;
using Recipes.Testing;
using Recipes.Tests.Torch;
using Recipes.Torch;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Tests.Serving;

/// <summary>The eight model folders that want to crash, run or never end: loaded as Serve loads, each is one problem with a
/// code and a place, soon and in little memory. What else lies is in the tests of each reader.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class HostileFolderTests : IDisposable
{
    private const double MostSeconds = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-eight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("truncated shard", "RCP5301", "model-00001-of-00001.safetensors", 64)]
    [InlineData("header of 2^60 bytes", "RCP5301", "model.safetensors", 64)]
    [InlineData("overlapping offsets", "RCP5301", "model.safetensors", 64)]
    [InlineData("NaN weights", "RCP5303", "", 64)]
    [InlineData("cyclic index", "RCP5304", "", 64)]
    [InlineData("pickle with code", "RCP5305", "pytorch_model.bin", 64)]
    [InlineData("tokenizer with 10^7 merges", "RCP5102", "tokenizer.json", 512)] // the file alone has 60 MB
    [InlineData("template with an endless loop", "RCP5205", "chat_template.jinja", 1024)]
    public void Each_is_one_problem_with_its_place(string kind, string code, string file, int mostMegabytes)
    {
        foreach (var source in Directory.EnumerateFiles(TestServer.NanoFolder))
        {
            File.Copy(source, Path.Combine(_folder, Path.GetFileName(source)));
        }

        Spoil(kind);
        var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), ThreadSeconds.Now);

        var problem = Assert.Throws<RecipeException>(() =>
        {
            using var model = ServedModel.Load(ModelPlace.Find(_folder, null, null), Precision.Float32);
            model.Template.Render([new("user", "a")], addGenerationPrompt: true);
        }).Problems[0];

        var (seconds, megabytes) = (ThreadSeconds.Now - start, (GC.GetAllocatedBytesForCurrentThread() - before) >> 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {problem.Code} {problem.File}: {problem.Fact} ({seconds:0.00} s, {megabytes} MB made)");
        Assert.Equal(code, problem.Code);
        Assert.EndsWith(file, problem.File, StringComparison.Ordinal);
        Assert.StartsWith(_folder, problem.File, StringComparison.Ordinal);
        Assert.True(seconds < MostSeconds && megabytes < mostMegabytes, $"{seconds} s, {megabytes} MB made");
    }

    private void Spoil(string kind)
    {
        var weights = Path.Combine(_folder, "model.safetensors");
        switch (kind)
        {
            case "truncated shard":
                var shard = Path.Combine(_folder, "model-00001-of-00001.safetensors");
                File.Move(weights, shard);
                File.WriteAllText(weights + ".index.json", """{"weight_map": {"model.norm.weight": "model-00001-of-00001.safetensors"}}""");
                using (var stream = File.OpenWrite(shard))
                {
                    stream.SetLength(stream.Length - 100);
                }

                break;
            case "header of 2^60 bytes":
                File.WriteAllBytes(weights, [.. BitConverter.GetBytes(1L << 60), .. new byte[1000]]);
                break;
            case "overlapping offsets":
                var header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"""u8;
                File.WriteAllBytes(weights, [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[12]]);
                break;
            case "NaN weights":
                using (var scope = NewDisposeScope())
                using (var model = Model.Load(_folder, Precision.Float32))
                {
                    model.Weights.Values(model.Weights.Layout["model.norm.weight"]).fill_(float.NaN);
                    model.Save(_folder);
                }

                break;
            case "cyclic index":
                File.WriteAllText(weights + ".index.json", """{"weight_map": {"model.norm.weight": "model.safetensors.index.json"}}""");
                break;
            case "pickle with code":
                File.Delete(weights);
                using (var archive = new ZipArchive(File.Create(Path.Combine(_folder, "pytorch_model.bin")), ZipArchiveMode.Create))
                using (var stream = archive.CreateEntry("model/data.pkl", CompressionLevel.NoCompression).Open())
                {
                    stream.Write(Encoding.Latin1.GetBytes("\u0080\u0002cposix\nsystem\n(Vtouch /tmp/no\ntR."));
                }

                break;
            case "tokenizer with 10^7 merges":
                using (var writer = new StreamWriter(Path.Combine(_folder, "tokenizer.json")))
                {
                    writer.Write("""{"added_tokens":[],"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b" """);
                    for (var i = 1; i < 10_000_000; i++)
                    {
                        writer.Write(",\"a b\"");
                    }

                    writer.Write("]}}");
                }

                break;
            default:
                File.WriteAllText(
                    Path.Combine(_folder, "chat_template.jinja"),
                    string.Concat(Enumerable.Range(0, 9).Select(i => $"{{% for i{i} in range(100000) %}}")) + string.Concat(Enumerable.Repeat("{% endfor %}", 9)));
                break;
        }
    }
}
