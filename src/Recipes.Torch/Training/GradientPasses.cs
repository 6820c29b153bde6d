using Recipes.Torch.Models;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Losses and gradients of many rows: cut into parts, several at once, added in the order of the parts.</summary>
/// <remarks>Every part has gradients of its own until it is added, so the number of threads changes no bit.</remarks>
internal sealed class GradientPasses : IDisposable
{
    private readonly Model _model;
    private readonly int _tokensAtOnce;
    private readonly Lazy<Model>[] _twins;

    /// <param name="model">Its gradients take the sums.</param>
    /// <param name="threads">Parts computed at once.</param>
    /// <param name="tokensAtOnce">Tokens of a part at most, unless a single row is longer.</param>
    public GradientPasses(Model model, int threads, int tokensAtOnce)
    {
        (_model, _tokensAtOnce) = (model, tokensAtOnce);
        _twins = [.. Enumerable.Range(0, threads).Select(_ => new Lazy<Model>(model.Twin))];
    }

    /// <summary>Adds the gradients of rows to those of the trained weights.</summary>
    /// <param name="rows">Of one step, shortest first.</param>
    /// <param name="trained">Their trained tokens: what the loss is divided by.</param>
    /// <returns>The sum of the losses of the trained tokens.</returns>
    public double Add(IReadOnlyList<TokenRow> rows, int trained)
    {
        double sum = 0;
        foreach (var round in TrainingRows.Parts(rows, _tokensAtOnce).Chunk(_twins.Length))
        {
            var sums = new double[round.Length];
            Workers.Run(_twins.Length, round.Length, i => sums[i] = new GradientPass(_twins[i].Value).Add(round[i], trained));
            for (var i = 0; i < round.Length; i++)
            {
                sum += sums[i];
                Collect(_twins[i].Value.Trained);
            }
        }

        return sum;
    }

    /// <summary>The sum of the losses of the trained tokens.</summary>
    public double Measure(IReadOnlyList<TokenRow> rows)
    {
        var parts = TrainingRows.Parts(rows, _tokensAtOnce).ToList();
        var sums = new double[parts.Count];
        Workers.Run(_twins.Length, parts.Count, i => sums[i] = new GradientPass(_model).Measure(parts[i]));
        return sums.Sum();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var twin in _twins.Where(twin => twin.IsValueCreated))
        {
            twin.Value.Dispose();
        }
    }

    private void Collect(FlatWeights twin)
    {
        using var scope = NewDisposeScope();
        _model.Trained.Gradients!.Increase(twin.Gradients!); // both are trained, so both have gradients
        twin.ClearGradients();
    }
}
