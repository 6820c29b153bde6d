using Recipes.Core;
using Recipes.Text.Tokenizers;
using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Files.Gguf;
using Recipes.Torch.Models;
using static TorchSharp.torch;
using Generator = Recipes.Torch.Generation.Generator;

namespace Recipes.Tests.Torch.Files.Gguf;

/// <summary>llama.cpp loads what we write and computes the same.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public sealed class LlamaCppTests : IDisposable
{
    private static readonly string[] _texts =
    [
        "Hello, world!", " leading and  double   spaces ", "It's 12345.67 %, isn't it?", "line one\nline two\r\n\n\tthree",
        "星野 E5 的胎压是 2.4 bar。", "保修期：三年（或100,000公里）", "naïve café Ünïcödé", "a_b-c/d\\e@f.com", "日本語とかな", "x = [1, 2]; // {}",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-gguf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_model_that_can_be_written_gives_the_same_logits_and_greedy_answers()
    {
        LlamaCpp.Need();
        TorchRuntime.SetThreads(1);
        ReferenceModels.Every("logits and greedy answers beside llama.cpp, float32", (folder, reference) =>
        {
            var config = ModelConfigReader.Read(folder);
            if (GgufModel.Obstacles(config) is { Count: > 0 } obstacles)
            {
                ReferenceModels.Print($"{Path.GetFileName(reference)}: not written: {string.Join("; ", obstacles)}");
                return 0;
            }

            using var model = Model.Load(folder, Precision.Float32);
            var path = Path.Combine(_folder, "model.gguf");
            if (Write(model, folder, path) is not { } notes)
            {
                return 0;
            }

            var prompts = ReferenceModels.Read(reference).GetProperty("prompts").EnumerateArray()
                .Select(one => ReferenceModels.Ints(one.GetProperty("ids"))).Where(ids => ids.Length is > 1 and < 200).Take(3).ToList();
            using var other = new LlamaCpp(path);
            var worst = prompts.Max(ids => Difference(model, other, ids));
            var answers = Generator.Greedy(model, prompts, new() { MaxNewTokens = 24, StopIds = new HashSet<int>() }, _ => { }, TestContext.Current.CancellationToken);
            var equal = prompts.Zip(answers).Count(pair => pair.Second.Ids.SequenceEqual(other.Greedy(pair.First, 24)));
            ReferenceModels.Print($"{Path.GetFileName(reference)}: logits differ by {worst:0.0e+0}, {equal} of {prompts.Count} answers equal. {string.Join(" ", notes)}");
            Assert.InRange(worst, 0, 1e-3);
            Assert.Equal(prompts.Count, equal);
            return prompts.Count;
        });
    }

    [Fact]
    public void Tokens_of_a_written_tokenizer_are_those_of_the_folder()
    {
        LlamaCpp.Need();
        var faults = new List<string>();
        foreach (var (folder, reference) in ReferenceModels.Folders())
        {
            var tokenizer = FolderTokenizer.Load(folder);
            using var model = Model.Load(folder, Precision.Float32);
            var path = Path.Combine(_folder, "model.gguf");
            if (GgufModel.Obstacles(model.Config).Count > 0 || Write(model, folder, path) is null)
            {
                continue;
            }

            using var other = new LlamaCpp(path);
            var different = _texts.Where(text => !tokenizer.Encode(text, addSpecial: true).SequenceEqual(other.Tokenize(text, addSpecial: true))).ToList();
            ReferenceModels.Print($"{Path.GetFileName(reference)}: {_texts.Length - different.Count} of {_texts.Length} texts equal");
            faults.AddRange(different.Select(text => $"{Path.GetFileName(reference)}: {text.ReplaceLineEndings(" ")}: {string.Join(' ', tokenizer.Encode(text, addSpecial: true))} / {string.Join(' ', other.Tokenize(text, addSpecial: true))}"));
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Theory]
    [InlineData(GgufType.F16, 0.02)]
    [InlineData(GgufType.BF16, 0.05)]
    [InlineData(GgufType.Q8_0, 0.1)]
    public void Rounded_weights_are_read_alike_by_llama_cpp_and_by_us(GgufType type, double tolerance)
    {
        LlamaCpp.Need();
        ReferenceModels.Every($"logits in {type}", (folder, reference) =>
        {
            var config = ModelConfigReader.Read(folder);
            if (config.Family is not (ModelFamily.Llama or ModelFamily.Qwen2 or ModelFamily.Qwen3) || GgufModel.Obstacles(config).Count > 0 || config.Parameters > 10_000_000)
            {
                return 0;
            }

            using var model = Model.Load(folder, Precision.Float32);
            var path = Path.Combine(_folder, "model.gguf");
            if (Write(model, folder, path, type) is null)
            {
                return 0;
            }

            var ids = ReferenceModels.Ints(ReferenceModels.Read(reference).GetProperty("prompts")[0].GetProperty("ids"));
            using var read = GgufModel.Load(path, Precision.Float32);
            using var other = new LlamaCpp(path);
            var difference = Difference(read, other, ids);
            ReferenceModels.Print($"{Path.GetFileName(reference)}: {difference:0.0e+0}");
            Assert.InRange(difference, 0, tolerance); // llama.cpp rounds what is multiplied with such weights, too
            return 1;
        });
    }

    /// <summary>Writes the model; null, with a line, where its tokenizer is refused.</summary>
    private static IReadOnlyList<string>? Write(Model model, string folder, string path, GgufType type = GgufType.F32)
    {
        try
        {
            return GgufModel.Write(model, folder, template: null, type, path, "test");
        }
        catch (RecipeException e) when (e.Problems is [{ Code: "RCP5342" } problem])
        {
            ReferenceModels.Print($"{Path.GetFileName(folder)}: not written: {problem.Fact}");
            return null;
        }
    }

    private static double Difference(Model model, LlamaCpp other, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([ids])));
        var theirs = tensor(other.Logits(ids).SelectMany(row => row).ToArray()).view(ids.Length, -1);
        return ((logits - theirs).abs().max() / logits.abs().max()).item<float>();
    }
}
