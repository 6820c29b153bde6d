using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using static Recipes.Tests.Torch.ReferenceModels;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Models;

[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public class DecoderTests
{
    private const double Tolerance = 1e-4; // float32 against float32: the references' own error is below 1e-5

    [Fact]
    public void Logits_equal_the_reference() => Every("logits", (folder, data) =>
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Model.Load(folder, Precision.Float32);
        using var file = new TensorFile(Path.Combine(data, "reference_logits.bin"));
        var expected = file.Read("last_logits"); // (prompts, V)
        var prompts = Prompts(data);

        foreach (var (prompt, i) in prompts.Select((prompt, i) => (prompt, i)))
        {
            var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([prompt])))[-1];
            Near(expected[i], logits, $"prompt {i}");
        }

        return prompts.Count;
    });

    [Fact]
    public void A_batch_of_rows_without_padding_gives_each_row_its_own_logits() => Every("batched logits", (folder, data) =>
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Model.Load(folder, Precision.Float32);
        using var file = new TensorFile(Path.Combine(data, "reference_logits.bin"));
        var expected = file.Read("last_logits"); // (prompts, V)
        var prompts = Prompts(data);

        var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch(prompts)));

        var last = -1;
        for (var i = 0; i < prompts.Count; i++)
        {
            last += prompts[i].Length;
            Near(expected[i], logits[last], $"row {i}");
        }

        return prompts.Count;
    });

    [Fact]
    public void A_text_has_the_reference_likelihood_per_token() => Every("likelihood", (folder, data) =>
    {
        var reference = Read(data).GetProperty("nll");
        using var model = Model.Load(folder, Precision.Float32);

        var scores = SequenceScore.Of(model, Ints(reference.GetProperty("ids")));

        var expected = Doubles(reference.GetProperty("token_logprobs"));
        Assert.Equal(expected.Length, scores.Count);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(-pair.First, pair.Second, Tolerance));
        Assert.Equal(reference.GetProperty("mean_nll").GetDouble(), scores.Average(), Tolerance);
        return expected.Length;
    });

    private static List<int[]> Prompts(string data) =>
        [.. Read(data).GetProperty("prompts").EnumerateArray().Select(prompt => Ints(prompt.GetProperty("ids")))];

    private static void Near(Tensor expected, Tensor actual, string what)
    {
        var off = (actual - expected).abs().max().item<float>();
        Assert.True(off < Tolerance, $"{what} is off by {off}");
    }
}
