using Recipes.Torch.Models;
using Recipes.Torch.Native;
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
            var (losses, gradient) = LossHead.Run(
                hidden, places, targets, decoder.Head.Values, 1.0 / trainedInStep, Gradient(decoder.Config.IsTied));
            sum = losses;
            return gradient;
        }); // (N, C)
        if (_trainsBase)
        {
            Gradient(isEmbedding: true)?.IncreaseRows(tensor(batch.Ids), slope);
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
        return LossHead.Sum(hidden, places, targets, model.Decoder.Head.Values);
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
        var slot = model.Weights.Layout[isEmbedding ? "model.embed_tokens.weight" : "lm_head.weight"];
        return model.Weights.Gradients?.narrow(0, slot.Start, slot.Elements).view([.. slot.Shape]);
    }
}
