using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Losses of rows, with or without adding to the gradients.</summary>
/// <param name="model">Its sums of gradients take what the rows give.</param>
/// <param name="recomputes">True → layers are computed again in backward instead of kept.</param>
internal sealed class GradientPass(Model model, bool recomputes = false)
{
    /// <summary>Places at which parts of a step add: each layer, and what stands outside of the layers.</summary>
    public static int Places(ModelConfig config) => config.Layers + 1;

    /// <summary>Adds the gradients of rows to those of the trained weights.</summary>
    /// <param name="rows">Computed at once.</param>
    /// <param name="trainedInStep">Trained tokens of the whole step, of which these rows may be a part: what the loss
    /// is divided by.</param>
    /// <param name="inTurn">Gets a place and what is to be added there; null → it is added at once.</param>
    /// <returns>The sum of the losses of the trained tokens.</returns>
    public double Add(IReadOnlyList<TokenRow> rows, int trainedInStep, Action<int, Action>? inTurn = null)
    {
        using var scope = NewDisposeScope();
        inTurn ??= (_, add) => add();
        var decoder = model.Decoder;
        var batch = new TokenBatch([.. rows.Select(row => row.Ids)]);
        var (places, targets) = Targets(rows);
        var head = Gradient(decoder.Config.IsTied);
        var headSlope = head is null ? null : zeros_like(head); // (V, C) float32, of this part
        double sum = 0;
        var slope = decoder.Train(
            batch,
            hidden =>
            {
                var (losses, gradient) = LossHead.Run(
                    hidden, places, targets, decoder.OutputMatrix(), 1.0 / trainedInStep, headSlope, model.Tapes);
                sum = losses;
                return gradient;
            },
            model.Tapes,
            layer => inTurn(layer, () => model.Trained.CollectLayer(layer)),
            recomputes); // (N, C)
        inTurn(decoder.Config.Layers, () =>
        {
            if (headSlope is not null)
            {
                AddToHead(head!, headSlope); // both are there where the base is trained
                AddToEmbedding(batch.Ids, slope);
            }

            model.Prefix?.Collect();
            model.Trained.CollectVectors();
        });
        return sum;
    }

    /// <summary>The sum of the losses of the trained tokens.</summary>
    public double Measure(IReadOnlyList<TokenRow> rows)
    {
        using var scope = NewDisposeScope();
        var (places, targets) = Targets(rows);
        var hidden = model.Decoder.Hidden(new TokenBatch([.. rows.Select(row => row.Ids)])); // (N, C)
        return LossHead.Sum(hidden, places, targets, model.Decoder.OutputMatrix());
    }

    private void AddToHead(Tensor sum, Tensor slope)
    {
        if (model.Config.NormsHead)
        {
            NormedHead.Backward(slope, model.Decoder.Head.Values, sum);
        }
        else
        {
            sum.Increase(slope);
        }
    }

    private void AddToEmbedding(long[] ids, Tensor slope)
    {
        if (model.Config is { Facts.FreezesPadding: true, PaddingId: { } padding })
        {
            long[] padded = [.. Enumerable.Range(0, ids.Length).Where(i => ids[i] == padding)];
            using var zero = 0.ToScalar();
            slope.index_fill_(0, tensor(padded, ScalarType.Int64), zero);
        }

        Gradient(isEmbedding: true)?.IncreaseRows(tensor(ids), slope);
    }

    /// <summary>Places in the batch whose successor is trained, and those successors.</summary>
    private static (long[] Places, long[] Targets) Targets(IReadOnlyList<TokenRow> rows)
    {
        var places = new List<long>();
        var targets = new List<long>();
        var start = 0;
        foreach (var row in rows)
        {
            for (var i = 1; i < row.Ids.Length; i++)
            {
                if (row.Trained[i])
                {
                    places.Add(start + i - 1);
                    targets.Add(row.Ids[i]);
                }
            }

            start += row.Ids.Length;
        }

        return ([.. places], [.. targets]);
    }

    /// <summary>The float32 gradient of the embedding or the head, (V, C); null where the base is frozen.</summary>
    private Tensor? Gradient(bool isEmbedding)
    {
        var facts = model.Config.Facts;
        var slot = model.Weights.Layout[(isEmbedding ? facts.Embedding : facts.Head) + ".weight"];
        return model.Weights.Gradients?.narrow(0, slot.Start, slot.Elements).view([.. slot.Shape]);
    }
}
