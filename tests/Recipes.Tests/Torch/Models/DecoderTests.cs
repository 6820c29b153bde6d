using System.Text.Json;
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
    public void Logits_equal_the_reference()
    {
        var cases = 0;
        foreach (var folder in Folders())
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            using var model = Model.Load(folder, Precision.Float32);
            using var file = new SafetensorsFile(Path.Combine(folder, "reference_logits.bin"));
            var expected = file.Read("last_logits"); // (prompts, V)
            var prompts = Read(folder).GetProperty("prompts").EnumerateArray().Select(p => Ints(p.GetProperty("ids"))).ToList();

            for (var i = 0; i < prompts.Count; i++, cases++)
            {
                var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([prompts[i]])))[-1];
                var off = (logits - expected[i]).abs().max().item<float>();
                Assert.True(off < Tolerance, $"{Path.GetFileName(folder)} prompt {i}: off by {off}");
            }
        }

        Print($"logits: {cases} prompts");
        Assert.True(cases > 0);
    }

    [Fact]
    public void A_batch_of_rows_without_padding_gives_each_row_its_own_logits()
    {
        foreach (var folder in Folders())
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            using var model = Model.Load(folder, Precision.Float32);
            using var file = new SafetensorsFile(Path.Combine(folder, "reference_logits.bin"));
            var expected = file.Read("last_logits");
            var prompts = Read(folder).GetProperty("prompts").EnumerateArray().Select(p => Ints(p.GetProperty("ids"))).ToList();

            var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch(prompts)));

            var last = -1;
            for (var i = 0; i < prompts.Count; i++)
            {
                last += prompts[i].Length;
                Assert.True((logits[last] - expected[i]).abs().max().item<float>() < Tolerance, folder);
            }
        }
    }

    [Fact]
    public void A_text_has_the_reference_likelihood_per_token()
    {
        foreach (var folder in Folders())
        {
            JsonElement reference = Read(folder).GetProperty("nll");
            using var model = Model.Load(folder, Precision.Float32);

            var scores = SequenceScore.Of(model, Ints(reference.GetProperty("ids")));

            var expected = Doubles(reference.GetProperty("token_logprobs"));
            Assert.Equal(expected.Length, scores.Count);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(-pair.First, pair.Second, Tolerance));
            Assert.Equal(reference.GetProperty("mean_nll").GetDouble(), scores.Average(), Tolerance);
        }
    }
}
