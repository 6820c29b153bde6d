using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation.Steps;

/// <summary>A model's forward pass for a few tokens of several sequences, on the processor, by own loops.</summary>
/// <remarks>A step of generation reads every weight once and computes little with it: here no tensor is made and no
/// library is called per operation, and each token's numbers are the same bits in any company (see
/// <see cref="RowProducts"/>). Products are in float32 with weights as they are stored.</remarks>
internal sealed class StepDecoder
{
    private const int HeadGrain = 1024; // outputs of a piece; chosen by hand

    private readonly StepMatrix _embedding, _head;
    private readonly StepLayer[] _layers;
    private readonly StepNorm _finalNorm;
    private readonly StepMemory _memory;

    /// <param name="model">For computing, not for training. Not changed; it must outlive this object.</param>
    public StepDecoder(Model model)
    {
        if (model.Weights.Master is not null)
        {
            throw new ArgumentException("a model under training does not generate", nameof(model));
        }

        _embedding = new(model.Decoder.Embedding.Values);
        _head = new(model.Decoder.Head.Values);
        _layers = [.. Enumerable.Range(0, model.Config.Layers).Select(index => new StepLayer(model, index))];
        _finalNorm = new(model, model.Config.Facts.FinalNorm);
        _memory = new(model.Config);
    }

    /// <summary>Computes tokens: writes their keys and values, and gives the logits of the last ones.</summary>
    /// <param name="tokens">At least one; their caches have room for them.</param>
    /// <param name="wanted">How many of the last tokens' logits are wanted, from 0 on.</param>
    /// <param name="team">Who computes.</param>
    /// <returns>(wanted, V), until the next call.</returns>
    public FloatRows Run(IReadOnlyList<StepToken> tokens, int wanted, Team team)
    {
        _memory.Reach(tokens.Count);
        for (var row = 0; row < tokens.Count; row++)
        {
            _embedding.Read(tokens[row].Id, _memory.Stream.Row(row));
        }

        foreach (var layer in _layers)
        {
            layer.Forward(tokens, _memory, team);
        }

        return wanted == 0 ? _memory.Logits : Logits(tokens.Count, wanted, team);
    }

    private FloatRows Logits(int count, int wanted, Team team)
    {
        var (normed, logits) = (_memory.Normed, _memory.Logits);
        for (var row = 0; row < wanted; row++)
        {
            _finalNorm.Apply(_memory.Stream.Row(count - wanted + row), normed.Row(row));
            normed.Pair(row);
        }

        logits.Reach(wanted);
        team.Run(_head.Outputs, HeadGrain, (first, end) => _head.Multiply(normed, wanted, logits, 0, first, end));
        return logits;
    }
}
