using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static Recipes.Tests.Torch.ReferenceModels;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Training;

[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public class ReferenceLossTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void Six_steps_of_full_training_have_the_reference_losses_and_gradients() => Every("full training", (folder, data) =>
    {
        var reference = Read(data);
        var expected = reference.GetProperty("train_full");
        var ids = Ints(reference.GetProperty("nll").GetProperty("ids"));
        var row = new TokenRow("nll", ids, [.. ids.Select(_ => true)]);
        var spec = Spec(TrainingMethod.Full) with { WeightDecay = 0.01, DecaysNorms = true };
        var config = ModelConfigReader.Read(folder);
        using var model = new Model(config, Model.LoadWeights(folder, config, Precision.Float32, trains: true));

        var losses = Losses(model, model.Weights, spec, [row], expected.GetProperty("grad_l2_norm_step0"));

        Print($"full: {Path.GetFileName(folder)} {string.Join(" ", losses.Select(loss => loss.ToString("F4", CultureInfo.InvariantCulture)))}");
        Print($"  off by {string.Join(" ", Doubles(expected.GetProperty("loss_before_each_step_0_to_5")).Zip(losses, (a, b) => (b - a).ToString("E1", CultureInfo.InvariantCulture)))}");
        // A step that raises the loss multiplies rounding: there another order of additions alone moves the loss by 1e-3.
        var wanted = Doubles(expected.GetProperty("loss_before_each_step_0_to_5"));
        var risen = Enumerable.Range(1, wanted.Length - 1).FirstOrDefault(step => wanted[step] > wanted[step - 1], wanted.Length);
        Assert.All(Enumerable.Range(0, wanted.Length), step =>
            Assert.Equal(wanted[step], losses[step], step < risen ? Tolerance : 10 * Tolerance));
        return losses.Count;
    });

    [Fact]
    public void Six_steps_of_adapters_have_the_reference_losses_gradients_logits_and_merged_weights()
    {
        var cases = 0;
        foreach (var folder in ReferenceData.Folders("adapters"))
        {
            var name = Path.GetFileName(folder);
            if (Usable(folder) is { } reason)
            {
                Print($"skipped {name}: {reason}");
                continue;
            }

            (PrefixFolder.IsOne(folder) ? (Action<string, JsonElement>)CheckPrefix : CheckAdapter)(folder, Read(folder));
            cases++;
            Print($"adapter: {name}");
        }

        if (ReferenceData.Folders("adapters").Count == 0)
        {
            Assert.Skip("no reference data");
        }

        Assert.True(cases > 0);
    }

    [Fact]
    public void Warmup_cosine_clipping_decay_groups_and_micro_batches_follow_the_reference_trainer()
    {
        foreach (var file in Directory.GetFiles(ReferenceData.Find("adapters") ?? Path.GetTempPath(), "trainer-*.json"))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var reference = json.RootElement;
            var folder = ReferenceData.Find("models", reference.GetProperty("base").GetString()!)!;
            var config = ModelConfigReader.Read(folder);
            using var model = new Model(config, Model.LoadWeights(folder, config, Precision.Float32, trains: true));
            var spec = Spec(TrainingMethod.Full) with { Beta2 = 0.95, WeightDecay = 0.1, LearningRate = 2e-3, ClipNorm = 1.0 };
            var parts = reference.GetProperty("micro_batches").EnumerateArray().Select(Rows).ToList();
            var trained = parts.SelectMany(part => part).Sum(row => row.TrainedTokens);
            var pass = new GradientPass(model);
            using var optimizer = new AdamW(model.Weights, spec);

            foreach (var line in reference.GetProperty("log").EnumerateArray())
            {
                var step = line.GetProperty("step").GetInt32();
                var rate = LearningRate.At(step, 3, 10, spec.LearningRate);
                var loss = parts.Sum(part => pass.Add(part, trained)) / trained;
                var norm = optimizer.Step(step, rate);

                Assert.Equal(line.GetProperty("lr").GetDouble(), rate, 1e-9);
                Assert.Equal(line.GetProperty("loss").GetDouble(), loss, Tolerance);
                Assert.Equal(line.GetProperty("grad_norm_before_clip").GetDouble(), norm, 1e-3);
            }

            using var scope = NewDisposeScope();
            foreach (var norm in reference.GetProperty("final_l2_norms").EnumerateObject())
            {
                Assert.Equal(norm.Value.GetDouble(), model.Weights.Values(model.Weights.Layout[norm.Name]).norm().item<float>(), 1e-3);
            }

            Print($"trainer: {Path.GetFileName(file)}");
        }
    }

    private static void CheckAdapter(string folder, JsonElement reference)
    {
        using var scope = NewDisposeScope();
        var baseFolder = Weights(ReferenceData.Find("models", reference.GetProperty("base").GetString()!)!)!;
        var config = ModelConfigReader.Read(baseFolder);
        var quantizes = reference.TryGetProperty("quantized", out var quantized);
        var weights = Model.LoadWeights(baseFolder, config, Precision.Float32, trains: false, quantizes);
        if (quantizes)
        {
            foreach (var tensor in weights.Quantized.Values)
            {
                tensor.CountsBlocksByRow = true; // the reference was computed on a CPU
            }

            Assert.Equal(
                quantized.EnumerateArray().Select(one => one.GetString() + ".weight").Order(StringComparer.Ordinal),
                weights.Layout.Slots.Where(weights.IsQuantized).Select(slot => slot.Name).Order(StringComparer.Ordinal));
        }

        using var model = new Model(config, weights, PeftFolder.Read(folder, config, Precision.Float32, trains: true));
        var adapter = model.Adapter!;
        CheckLogits(model, reference);

        foreach (var norm in reference.TryGetProperty("merged_l2_norms", out var merged) ? merged.EnumerateObject() : default)
        {
            var values = weights.Values(Slot(weights, config, norm.Name));
            Assert.Equal(norm.Value.GetDouble(), adapter.Merged(norm.Name, values).norm().item<float>(), 1e-3);
        }

        var losses = Losses(model, adapter.Weights, Spec(TrainingMethod.Lora) with { WeightDecay = 0 },
            Rows(reference.GetProperty("batch")), reference.GetProperty("grad_l2_norm_step0"));
        Assert.All(Doubles(reference.GetProperty("loss_before_each_step_0_to_5")).Zip(losses),
            pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    /// <summary>A projected prefix is saved without its projection: the loss before the first step can be compared, and of
    /// the gradients that of the last bias, which is the sum of the prefix's over its places.</summary>
    private static void CheckPrefix(string folder, JsonElement reference)
    {
        using var scope = NewDisposeScope();
        var baseFolder = Weights(ReferenceData.Find("models", reference.GetProperty("base").GetString()!)!)!;
        var config = ModelConfigReader.Read(baseFolder);
        var weights = Model.LoadWeights(baseFolder, config, Precision.Float32, trains: false);
        using var model = new Model(config, weights, prefix: PrefixFolder.Read(folder, config, trains: true));
        CheckLogits(model, reference);
        var losses = Doubles(reference.GetProperty("loss_before_each_step_0_to_5"));
        var norms = reference.GetProperty("grad_l2_norm_step0").EnumerateObject()
            .ToDictionary(norm => norm.Name, norm => norm.Value.GetDouble(), StringComparer.Ordinal);
        if (norms.Count == 1)
        {
            var plain = JsonSerializer.SerializeToElement(new { prompt_embeddings = norms.Values.Single() });
            var found = Losses(model, model.Trained, Spec(TrainingMethod.PTuning) with { WeightDecay = 0 }, Rows(reference.GetProperty("batch")), plain);
            Assert.All(losses.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            return;
        }

        var rows = Rows(reference.GetProperty("batch"));
        var count = rows.Sum(row => row.TrainedTokens);
        Assert.Equal(losses[0], new GradientPass(model).Add(rows, count) / count, Tolerance);
        var summed = model.Trained.Gradients!.view(model.Prefix!.Tokens, -1).sum([0]).norm().item<float>();
        Assert.Equal(norms["prompt_encoder.default.transform.2.bias"], summed, 1e-4);
    }

    private static void CheckLogits(Model model, JsonElement reference)
    {
        foreach (var prompt in reference.GetProperty("prompts").EnumerateArray())
        {
            using var none = no_grad();
            var logits = model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([Ints(prompt.GetProperty("ids"))])))[-1];
            Assert.All(Doubles(prompt.GetProperty("last_logits")).Zip(logits.data<float>()),
                pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    /// <summary>Losses before each of six steps at rate 1e-3; the norms of the first gradients are checked on the
    /// way.</summary>
    private static List<double> Losses(
        Model model, FlatWeights trained, TrainingSpec spec, IReadOnlyList<TokenRow> rows, JsonElement gradientNorms)
    {
        var pass = new GradientPass(model);
        using var optimizer = new AdamW(trained, spec);
        var count = rows.Sum(row => row.TrainedTokens);
        var losses = new List<double>();
        for (var step = 0; step < 6; step++)
        {
            losses.Add(pass.Add([.. rows.OrderBy(row => row.Ids.Length)], count) / count);
            if (step == 0)
            {
                CheckGradients(trained, model.Config, gradientNorms);
            }

            optimizer.Step(step, 1e-3);
        }

        return losses;
    }

    private static void CheckGradients(FlatWeights trained, ModelConfig config, JsonElement norms)
    {
        using var scope = NewDisposeScope();
        foreach (var norm in norms.EnumerateObject())
        {
            var slot = Slot(trained, config, norm.Name.Replace(".default", "", StringComparison.Ordinal)
                .Replace("lora_magnitude_vector.weight", "lora_magnitude_vector", StringComparison.Ordinal));
            var length = trained.Gradients!.narrow(0, slot.Start, slot.Elements).norm().item<float>();
            Assert.True(
                Math.Abs(norm.Value.GetDouble() - length) < 1e-3 * Math.Max(1, norm.Value.GetDouble()),
                $"the gradient of {norm.Name} has length {length} instead of {norm.Value}");
        }
    }

    /// <summary>References call every head lm_head; a tied one is the embedding.</summary>
    private static WeightSlot Slot(FlatWeights weights, ModelConfig config, string name) =>
        weights.Layout[name != "lm_head.weight" ? name : (config.IsTied ? config.Facts.Embedding : config.Facts.Head) + ".weight"];

    private static TrainingSpec Spec(TrainingMethod method) => new()
    {
        Method = method, Steps = 6, Context = 512, LearningRate = 1e-3, ClipNorm = null,
    };

    private static List<TokenRow> Rows(JsonElement batch) =>
    [
        .. batch.EnumerateArray().Select((row, i) =>
        {
            var prompt = Ints(row.GetProperty("prompt"));
            var answer = Ints(row.GetProperty("answer"));
            return new TokenRow($"row {i}", [.. prompt, .. answer], [.. prompt.Select(_ => false), .. answer.Select(_ => true)]);
        }),
    ];

    private static string? Usable(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "reference.json")))
        {
            return "no reference.json";
        }

        var reference = Read(folder);
        if (!reference.TryGetProperty("batch", out _))
        {
            return "another kind of reference";
        }

        var baseFolder = ReferenceData.Find("models", reference.GetProperty("base").GetString()!);
        if (baseFolder is null || Weights(baseFolder) is null)
        {
            return "its base is not there";
        }

        if (PrefixFolder.IsOne(folder))
        {
            return null;
        }

        try
        {
            PeftFolder.ReadSpec(folder);
            return null;
        }
        catch (Recipes.Core.RecipeException e)
        {
            return e.Problems[0].Fact;
        }
    }
}
