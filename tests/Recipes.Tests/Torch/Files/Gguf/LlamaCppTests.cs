using Recipes.Core;
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
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-gguf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_model_that_can_be_written_gives_the_same_logits_and_greedy_answers()
    {
        LlamaCpp.Need();
        TorchRuntime.SetThreads(2);
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
            var answers = Generator.Greedy(model, prompts, new() { MaxNewTokens = 24, StopIds = new HashSet<int>() }, _ => { }, default);
            var equal = prompts.Zip(answers).Count(pair => pair.Second.Ids.SequenceEqual(other.Greedy(pair.First, 24)));
            ReferenceModels.Print($"{Path.GetFileName(reference)}: logits differ by {worst:0.0e+0}, {equal} of {prompts.Count} answers equal. {string.Join(" ", notes)}");
            Assert.InRange(worst, 0, 1e-3);
            Assert.Equal(prompts.Count, equal);
            return prompts.Count;
        });
    }

    /// <summary>Writes the model; null, with a line, where its tokenizer is refused.</summary>
    private static IReadOnlyList<string>? Write(Model model, string folder, string path)
    {
        try
        {
            return GgufModel.Write(model, folder, template: null, GgufType.F32, path, "test");
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
