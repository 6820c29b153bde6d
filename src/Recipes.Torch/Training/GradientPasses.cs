using System.Collections.Concurrent;
using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Training;

/// <summary>Losses and gradients of many rows: cut into parts, several at once, added in the order of the parts.</summary>
/// <remarks>The parts depend on the rows alone and add in turn, so the number of threads changes no bit.</remarks>
internal sealed class GradientPasses : IDisposable
{
    private readonly Model _model;
    private readonly int _threads;
    private readonly int _tokensAtOnce;
    private readonly ConcurrentBag<Model> _free;
    private readonly List<Model> _twins = [];

    /// <param name="model">Its gradients take the sums.</param>
    /// <param name="threads">Parts computed at once.</param>
    /// <param name="tokensAtOnce">Tokens that a part is meant to have; see <see cref="TrainingRows.Parts"/>.</param>
    public GradientPasses(Model model, int threads, int tokensAtOnce)
    {
        (_model, _threads, _tokensAtOnce) = (model, threads, tokensAtOnce);
        _free = [model];
    }

    /// <summary>True → layers are computed again in backward instead of kept: slower, the same bits.</summary>
    public bool Recomputes { get; set; }

    /// <summary>Tokens of the largest part that is expected.</summary>
    public long PartTokens
    {
        get => _model.Tapes.Tokens;
        set => _model.Tapes.Tokens = value; // before the first part: twins take it over
    }

    /// <summary>Adds the gradients of rows to those of the trained weights.</summary>
    /// <param name="rows">Of one step.</param>
    /// <param name="trained">Their trained tokens: what the loss is divided by.</param>
    /// <returns>The sum of the losses of the trained tokens.</returns>
    public double Add(IReadOnlyList<TokenRow> rows, int trained)
    {
        var parts = TrainingRows.Parts(rows, _tokensAtOnce);
        Prepare(Math.Min(_threads, parts.Count));
        var sums = new double[parts.Count];
        var order = new PartOrder(GradientPass.Places(_model.Config));
        Workers.Run(_threads, parts.Count, i =>
        {
            var model = Take();
            sums[i] = order.Guard(() => new GradientPass(model, Recomputes)
                .Add(parts[i], trained, (place, add) => order.InTurn(place, i, add)));
            _free.Add(model);
        });
        return sums.Sum();
    }

    /// <summary>The sum of the losses of the trained tokens.</summary>
    public double Measure(IReadOnlyList<TokenRow> rows)
    {
        var parts = TrainingRows.Parts(rows, _tokensAtOnce);
        var sums = new double[parts.Count];
        Workers.Run(_threads, parts.Count, i => sums[i] = new GradientPass(_model).Measure(parts[i]));
        return sums.Sum();
    }

    /// <inheritdoc/>
    public void Dispose() => _twins.ForEach(twin => twin.Dispose());

    /// <summary>Makes sure that so many parts can be computed at once, each in a model of its own.</summary>
    private void Prepare(int models)
    {
        while (_twins.Count + 1 < models)
        {
            var twin = _model.Twin();
            twin.Tapes.Tokens = PartTokens;
            _twins.Add(twin);
            _free.Add(twin);
        }
    }

    private Model Take() => _free.TryTake(out var model) ? model
        : throw new InvalidOperationException("more parts are computed at once than there are models");
}
