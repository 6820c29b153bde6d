using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using TorchSharp;

namespace Recipes.Tests.Torch.Training;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class TrainingLoopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(TrainingMethod.Pretrain, Precision.Float32)]
    [InlineData(TrainingMethod.Lora, Precision.Float32)]
    [InlineData(TrainingMethod.Full, Precision.BFloat16)]
    public void An_interrupted_run_ends_with_the_same_bits(TrainingMethod method, Precision precision)
    {
        var whole = Job("whole", method, precision);
        var cut = Job("cut", method, precision) with { CheckpointSteps = 5 };
        TrainingLoop.Run(whole, _ => { }, TestContext.Current.CancellationToken);
        for (var at = 1; at <= 2; at++) // cancelled after a progress event, twice
        {
            using var source = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => TrainingLoop.Run(cut, e => CancelAtProgress(e, source), source.Token));
        }

        var result = TrainingLoop.Run(cut, _ => { }, TestContext.Current.CancellationToken);

        Assert.True(result.ResumedAt > 0);
        Assert.Equal(Bytes(whole), Bytes(cut));
        Assert.Equal(File.ReadAllText(whole.LogFile), File.ReadAllText(cut.LogFile));
        Assert.Empty(Directory.GetDirectories(cut.CheckpointFolder));
    }

    [Fact]
    public void Eight_bit_moments_and_half_weights_go_on_with_the_same_bits()
    {
        TrainingJob Lean(string name)
        {
            var job = Job(name, TrainingMethod.Full, Precision.BFloat16);
            return job with { Spec = job.Spec with { Optimizer = OptimizerKind.AdamW8Bit, KeepsHalfWeights = true } };
        }

        var whole = Lean("whole");
        var cut = Lean("cut") with { CheckpointSteps = 5 };
        var first = TrainingLoop.Run(whole, _ => { }, TestContext.Current.CancellationToken);
        using (var source = new CancellationTokenSource())
        {
            Assert.ThrowsAny<OperationCanceledException>(() => TrainingLoop.Run(cut, e => CancelAtProgress(e, source), source.Token));
        }

        var second = TrainingLoop.Run(cut, _ => { }, TestContext.Current.CancellationToken);

        Assert.True(second.ResumedAt > 0);
        Assert.True(first.LastLoss < first.FirstLoss - 0.5, $"{first.FirstLoss} to {first.LastLoss}");
        Assert.Equal(Bytes(whole), Bytes(cut));
    }

    [Fact]
    public void A_run_that_does_not_fit_names_settings_before_it_begins()
    {
        var job = Job("large", TrainingMethod.Full, Precision.Float32) with { MemoryBytes = 1 };

        var exception = Assert.Throws<RecipeException>(() => TrainingLoop.Run(job, _ => { }, TestContext.Current.CancellationToken));

        Assert.Equal(3, exception.ExitCode);
        Assert.Equal("RCP6316", exception.Problems[0].Code);
        Assert.Contains("the smallest is", exception.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.CheckpointFolder));
    }

    [Fact]
    public void Little_memory_computes_layers_again_and_changes_no_bit()
    {
        var kept = Job("kept", TrainingMethod.Full, Precision.Float32);
        var config = Recipes.Torch.Files.ModelConfigReader.Read(kept.BaseFolder);
        var plan = MemoryPlan.Of(kept.Spec, kept.Train.Max(row => row.Ids.Length));
        var again = Job("again", TrainingMethod.Full, Precision.Float32) with
        {
            MemoryBytes = MemoryEstimate.Of(config, plan with { Recomputes = true }).TotalBytes,
        };
        Assert.True(again.MemoryBytes < MemoryEstimate.Of(config, plan).TotalBytes);

        TrainingLoop.Run(kept, _ => { }, TestContext.Current.CancellationToken);
        TrainingLoop.Run(again, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(Bytes(kept), Bytes(again));
    }

    [Fact]
    public void Training_lowers_the_loss_and_leaves_no_tensor_alive()
    {
        TrainingLoop.Run(Job("first", TrainingMethod.Full, Precision.Float32), _ => { }, TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var result = TrainingLoop.Run(Job("second", TrainingMethod.Full, Precision.Float32), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(result.LastLoss < result.FirstLoss - 0.5, $"{result.FirstLoss} to {result.LastLoss}");
    }

    [Theory]
    [InlineData(TrainingMethod.Full, Precision.BFloat16)]
    [InlineData(TrainingMethod.Lora, Precision.Float32)]
    public void The_number_of_threads_changes_no_bit(TrainingMethod method, Precision precision)
    {
        var one = Job("one", method, precision);
        one = one with { Spec = one.Spec with { TokensAtOnce = 30 } };
        var three = Job("three", method, precision);
        three = three with { Spec = one.Spec with { Threads = 3 } };

        TrainingLoop.Run(one, _ => { }, TestContext.Current.CancellationToken);
        TrainingLoop.Run(three, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(Bytes(one), Bytes(three));
        Assert.Equal(File.ReadAllText(one.LogFile), File.ReadAllText(three.LogFile));
    }

    [Fact]
    public void A_step_cut_into_parts_changes_the_weights_alike()
    {
        var whole = Job("whole", TrainingMethod.Full, Precision.Float32);
        var parts = Job("parts", TrainingMethod.Full, Precision.Float32);
        parts = parts with { Spec = parts.Spec with { TokensAtOnce = 40 } };

        var first = TrainingLoop.Run(whole, _ => { }, TestContext.Current.CancellationToken);
        var second = TrainingLoop.Run(parts, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(first.LastLoss, second.LastLoss, 1e-3);
        Assert.Equal(first.ValidationLoss!.Value, second.ValidationLoss!.Value, 1e-3);
    }

    [Fact]
    public void Rows_without_a_trained_token_are_refused()
    {
        var job = Job("none", TrainingMethod.Full, Precision.Float32);
        job = job with { Train = [.. job.Train.Select(row => row with { Trained = new bool[row.Ids.Length] })] };

        var problem = Assert.Throws<RecipeException>(() => TrainingLoop.Run(job, _ => { }, TestContext.Current.CancellationToken)).Problems[0];

        Assert.Equal("RCP6313", problem.Code);
    }

    [Fact]
    public void A_loss_that_is_no_number_names_its_rows()
    {
        var job = Job("wild", TrainingMethod.Full, Precision.Float32);
        job = job with { Spec = job.Spec with { LearningRate = 1e30, ClipNorm = null } };

        var exception = Assert.Throws<RecipeException>(() => TrainingLoop.Run(job, _ => { }, TestContext.Current.CancellationToken));

        Assert.Equal(4, exception.ExitCode);
        Assert.Contains("row ", exception.Problems[0].Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_job_is_not_taken()
    {
        var job = Job("other", TrainingMethod.Full, Precision.Float32) with { CheckpointSteps = 3 };
        using (var source = new CancellationTokenSource())
        {
            Assert.ThrowsAny<OperationCanceledException>(() => TrainingLoop.Run(job, e => CancelAtProgress(e, source), source.Token));
        }

        var result = TrainingLoop.Run(job with { Spec = job.Spec with { Seed = 43 } }, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(0, result.ResumedAt);
    }

    private static void CancelAtProgress(RunEvent e, CancellationTokenSource source)
    {
        if (e is ProgressEvent)
        {
            source.Cancel();
        }
    }

    private static byte[] Bytes(TrainingJob job) =>
        File.ReadAllBytes(Directory.GetFiles(job.ModelFolder, "*.safetensors").Single());

    private TrainingJob Job(string name, TrainingMethod method, Precision precision)
    {
        var baseFolder = Path.Combine(_folder, "base");
        if (!Directory.Exists(baseFolder))
        {
            NewModel.Create(NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 64 }, 50, [1]), 7, baseFolder);
        }

        // Counting upwards from a start: easy to learn, and every row differs.
        var rows = Enumerable.Range(0, 40).Select(i =>
        {
            int[] ids = [.. Enumerable.Range(i % 20, 6 + (i % 9)).Select(id => 2 + id)];
            return new TokenRow($"row {i}", ids, [.. ids.Select((_, at) => at > 1)]);
        }).ToList();
        return new()
        {
            Spec = new()
            {
                Method = method,
                Steps = 20,
                TokensPerStep = 100,
                Context = 64,
                LearningRate = method == TrainingMethod.Lora ? 2e-2 : 5e-3,
                Precision = precision,
                Patience = null,
            },
            BaseFolder = baseFolder,
            Train = rows[..32],
            Validation = rows[32..],
            CheckpointFolder = Path.Combine(_folder, name, "checkpoint"),
            ModelFolder = Path.Combine(_folder, name, "model"),
            LogFile = Path.Combine(_folder, name, "training.jsonl"),
        };
    }
}
