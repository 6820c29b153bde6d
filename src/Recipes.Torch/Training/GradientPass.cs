using Recipes.Torch.Models;
using Recipes.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Losses of rows, with or without adding to the gradients.</summary>
internal sealed class GradientPass(Model model)
{
    private readonly bool _trainsBase = model.Weights.Gradients is not null;

    /// <summary>Adds the gradients of rows to those of the trained weights.</summary>
    /// <param name="rows">Computed at once.</param>
    /// <param name="trainedInStep">Trained tokens of the whole step, of which these rows may be a part: what the loss
    /// is divided by.</param>
    /// <returns>The sum of the losses of the trained tokens.</returns>
    public double Add(IReadOnlyList<TokenRow> rows, int trainedInStep)
    {
        using var scope = NewDisposeScope();
        var decoder = model.Decoder;
        var batch = new TokenBatch([.. rows.Select(row => row.Ids)]);
        var (places, targets) = Targets(rows);
        double sum = 0;
        var slope = decoder.Train(batch, hidden =>
        {
            var head = decoder.OutputMatrix(); // (V, C)
            var headGradient = Gradient(decoder.Config.IsTied);
            var isNormed = headGradient is not null && decoder.Config.NormsHead;
            var normedGradient = isNormed ? zeros_like(headGradient!) : headGradient; // it is there where it is normed
            var (losses, gradient) = LossHead.Run(hidden, places, targets, head, 1.0 / trainedInStep, normedGradient);
            if (isNormed)
            {
                NormedHead.Backward(normedGradient!, decoder.Head.Values, headGradient!);
            }

            sum = losses;
            return gradient;
        }); // (N, C)
        if (_trainsBase)
        {
            AddToEmbedding(batch.Ids, slope);
        }

        model.Trained.CollectGradients();
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
