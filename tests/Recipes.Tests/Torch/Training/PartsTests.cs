using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Training;

/// <summary>How rows share a step: without padding, without seeing each other, in parts that change nothing.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class PartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelConfig _config = NewModel.Config(new() { Layers = 3, Hidden = 32, Heads = 2, Context = 64 }, 50, [1]);

    public PartsTests() => NewModel.Create(_config, 7, _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_end_to_end_have_the_loss_and_gradient_of_padded_rows()
    {
        var rows = Rows(6);
        var longest = rows.Max(row => row.Ids.Length);
        var padded = rows.Select(row => row with
        {
            Ids = [.. row.Ids, .. Enumerable.Repeat(0, longest - row.Ids.Length)],
            Trained = [.. row.Trained, .. new bool[longest - row.Ids.Length]],
        }).ToList();

        var packed = Gradient(rows, tokensAtOnce: 1000);
        var padding = Gradient(padded, tokensAtOnce: 1000);

        Assert.Equal(padding.Loss, packed.Loss, 1e-5); // float32: both sum some 60 losses of about 4
        Assert.True(Distance(padding.Gradient, packed.Gradient) < 1e-6);
    }

    [Fact]
    public void A_row_does_not_see_its_neighbours()
    {
        var rows = Rows(5);

        var together = Gradient(rows, tokensAtOnce: 1000).Loss;
        var alone = rows.Sum(row => Gradient([row], tokensAtOnce: 1000).Loss);

        Assert.Equal(alone, together, 1e-5);
    }

    [Fact]
    public void Many_small_parts_give_the_gradient_of_one_large_one()
    {
        var rows = Rows(12);

        var one = Gradient(rows, tokensAtOnce: 1000);
        var many = Gradient(rows, tokensAtOnce: 20);

        Assert.True(TrainingRows.Parts(rows, 20).Count > 4);
        Assert.Equal(one.Loss / Trained(rows), many.Loss / Trained(rows), 1e-6);
        Assert.True(Distance(one.Gradient, many.Gradient) < 1e-6);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Layers_computed_again_give_the_same_bits(Precision precision)
    {
        var rows = Rows(6);

        var kept = Gradient(rows, 1000, precision);
        var again = Gradient(rows, 1000, precision, recomputes: true);

        Assert.Equal(kept.Loss, again.Loss);
        Assert.Equal(kept.Gradient, again.Gradient);
    }

    [Fact]
    public void Parts_hold_every_row_once_and_are_even()
    {
        var rows = Rows(40);
        var tokens = rows.Sum(row => row.Ids.Length);

        var parts = TrainingRows.Parts(rows, 100);

        Assert.Equal((tokens + 99) / 100, parts.Count);
        Assert.Equal(rows.Select(row => row.Id).Order(), parts.SelectMany(part => part).Select(row => row.Id).Order());
        var sizes = parts.Select(part => part.Sum(row => row.Ids.Length)).ToList();
        Assert.True(sizes.Max() - sizes.Min() <= rows.Min(row => row.Ids.Length), string.Join(' ', sizes)); // the last row dealt is the shortest
    }

    [Fact]
    public void A_step_takes_the_row_that_fits_best()
    {
        int[] lengths = [.. Enumerable.Range(0, 400).Select(i => 20 + (i * 7 % 90))];
        var plan = new StepPlan(lengths, tokensPerStep: 512, seed: 1);

        var sizes = Enumerable.Range(0, 100).Select(_ => plan.Next().Sum(row => lengths[row])).ToList();

        Assert.True(sizes.Average() > 505, $"{sizes.Average()}"); // rows in the order alone would reach about 480
        Assert.Equal(sizes, Again());

        List<int> Again()
        {
            var second = new StepPlan(lengths, 512, 1);
            return [.. Enumerable.Range(0, 100).Select(_ => second.Next().Sum(row => lengths[row]))];
        }
    }

    private static int Trained(IReadOnlyList<TokenRow> rows) => rows.Sum(row => row.TrainedTokens);

    /// <summary>‖a − b‖ / ‖b‖.</summary>
    private static double Distance(float[] a, float[] b) => Math.Sqrt(
        a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum() / b.Sum(y => (double)y * y));

    private (double Loss, float[] Gradient) Gradient(
        IReadOnlyList<TokenRow> rows, int tokensAtOnce, Precision precision = Precision.Float32, bool recomputes = false)
    {
        using var scope = NewDisposeScope();
        using var model = new Model(_config, Model.LoadWeights(_folder.Path, _config, precision, trains: true));
        using var passes = new GradientPasses(model, threads: 2, tokensAtOnce) { Recomputes = recomputes };
        var loss = passes.Add(rows, Trained(rows));
        return (loss, model.Weights.Gradients!.data<float>().ToArray());
    }

    private static List<TokenRow> Rows(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        int[] ids = [.. Enumerable.Range(0, 5 + (i * 5 % 13)).Select(at => 2 + (((i * 11) + (at * 7)) % 48))];
        return new TokenRow($"row {i:00}", ids, [.. ids.Select((_, at) => at > 1)]);
    })];
}
