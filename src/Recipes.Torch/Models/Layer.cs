using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>One layer: x + attention(norm(x)), then x + mlp(norm(x)); in parallel families both read the same x.</summary>
/// <remarks>Attention is float32 in every precision: on a CPU with AVX512_BF16 a step of 26 rows of about 70 tokens
/// took 13 ms forward and backward, and 40 ms in bf16.</remarks>
internal sealed class Layer
{
    // N tokens of all rows, C hidden, H query heads, K key heads, D head size, I feed-forward width
    private readonly ModelConfig _config;
    private readonly int _index;
    private readonly ScalarType _precision;
    private readonly HeadKernels _heads;
    private readonly Linear _attention, _output, _gateUp, _down;
    private readonly Norm _inputNorm, _middleNorm;
    private readonly Norm? _attentionEnd, _feedForwardEnd;
    private readonly Weight? _queryNorm, _keyNorm;

    public Layer(ModelConfig config, FlatWeights weights, LowRankUpdates? adapter, HeadKernels heads, int index)
    {
        (_config, _index, _precision, _heads) = (config, index, weights.Precision, heads);
        var facts = config.Facts;
        var prefix = $"{facts.LayerPrefix}{index}.";
        var parts = LinearPart.All(config).ToLookup(part => part.Block);
        _attention = Linear(LinearBlock.Attention);
        _output = Linear(LinearBlock.Output);
        _gateUp = Linear(LinearBlock.GateUp);
        _down = Linear(LinearBlock.Down);
        _inputNorm = Norm(config, weights, prefix + facts.InputNorm);
        _middleNorm = Norm(config, weights, prefix + facts.MiddleNorm);
        _attentionEnd = facts.AttentionEndNorm is { } first ? Norm(config, weights, prefix + first) : null;
        _feedForwardEnd = facts.FeedForwardEndNorm is { } second ? Norm(config, weights, prefix + second) : null;
        _queryNorm = facts.QueryNorm is { } query ? weights.Vector($"{prefix}{query}.weight") : null;
        _keyNorm = facts.KeyNorm is { } key ? weights.Vector($"{prefix}{key}.weight") : null;

        Linear Linear(LinearBlock block)
        {
            var (first, last) = (prefix + parts[block].First().Path, prefix + parts[block].Last().Path);
            var bias = parts[block].First().HasBias ? weights.Vector(first + ".bias", last + ".bias") : null;
            return new(weights.Product(first + ".weight", last + ".weight"), bias, adapter?.Of(index, block));
        }
    }

    /// <summary>The norm of a name, with the bias that its family has.</summary>
    public static Norm Norm(ModelConfig config, FlatWeights weights, string path) => new(
        weights.Vector(path + ".weight"), config.Facts.CentersNorms ? weights.Vector(path + ".bias") : null, config.NormEpsilon);

    /// <summary>One of its linear maps.</summary>
    public Linear Map(LinearBlock block) => block switch
    {
        LinearBlock.Attention => _attention,
        LinearBlock.Output => _output,
        LinearBlock.GateUp => _gateUp,
        _ => _down,
    };

    /// <param name="stream">(N, C) float32.</param>
    /// <param name="places">Where the N tokens stand in their rows.</param>
    /// <param name="attend">How tokens see each other.</param>
    /// <param name="tape">Takes what backward needs; null → nothing is kept.</param>
    /// <returns>(N, C) float32, in the caller's scope.</returns>
    public Tensor Forward(Tensor stream, Places places, Attention attend, LayerTape? tape)
    {
        using var scope = NewDisposeScope();
        var mixed = ByKind(_attention.Forward(_inputNorm.Forward(stream, _precision))); // (N, (H+2K)·D)
        var heads = _heads.Forward(mixed, places, _queryNorm, _keyNorm); // (N, H+2K, D) float32
        if (tape is not null)
        {
            heads.requires_grad_(true); // a leaf: autograd records the attention and nothing else
        }

        var parts = heads.split([_config.Heads, _config.KeyValueHeads, _config.KeyValueHeads], 1);
        var attended = attend(_index, parts[0], parts[1], parts[2]).flatten(1, 2); // (N, H·D) float32
        var (added, attentionEnd) = End(_attentionEnd, _output.Forward(attended.detach().to(_precision))); // (N, C)
        var middle = RowKernels.Add(stream, added); // (N, C)
        var gateUp = _gateUp.Forward(_middleNorm.Forward(_config.IsParallel ? stream : middle, _precision)); // (N, 2I)
        var (fed, feedForwardEnd) = End(_feedForwardEnd, _down.Forward(FeedForward.Forward(_config.Activation, gateUp)));
        var next = RowKernels.Add(middle, fed); // (N, C)
        tape?.Keep(mixed, heads, attended, middle, gateUp, attentionEnd, feedForwardEnd);
        return next.MoveToOuterDisposeScope();
    }

    /// <summary>Turns the gradient by the layer's output into the one by its input, in place.</summary>
    /// <param name="slope">(N, C) float32.</param>
    /// <param name="places">As forward got them.</param>
    /// <param name="tape">What forward kept.</param>
    public void Backward(Tensor slope, Places places, LayerTape tape)
    {
        using var scope = NewDisposeScope();
        var attentionSlope = _config.IsParallel ? slope.clone() : slope; // (N, C): what comes from behind, or all
        var middle = _config.IsParallel ? tape.Stream : tape.Middle; // (N, C)
        var inner = FeedForward.Forward(_config.Activation, tape.GateUp); // (N, I), again
        var innerSlope = _down.Backward(EndSlope(_feedForwardEnd, slope, tape.FeedForwardEnd), inner); // (N, I)
        var gateUpSlope = FeedForward.Backward(_config.Activation, tape.GateUp, innerSlope); // (N, 2I)
        _middleNorm.Backward(_gateUp.Backward(gateUpSlope, _middleNorm.Forward(middle, _precision)), middle, slope);

        var attendedSlope = _output.Backward(
            EndSlope(_attentionEnd, attentionSlope, tape.AttentionEnd), tape.Attended.detach().to(_precision)); // (N, H·D)
        autograd.backward([tape.Attended], [attendedSlope.to(ScalarType.Float32)]);
        var headSlope = tape.Heads.grad!.contiguous(); // (N, H+2K, D); backward has set it, for the heads are a leaf
        _heads.Backward(headSlope, tape.Mixed, places, _queryNorm, _keyNorm);
        var mixedSlope = ByHead(headSlope.flatten(1, 2).to(_precision)); // (N, (H+2K)·D)
        _inputNorm.Backward(
            _attention.Backward(mixedSlope, _inputNorm.Forward(tape.Stream, _precision)), tape.Stream, slope);
    }

    /// <summary>What a half adds, and, where a norm stands behind it, what that norm got.</summary>
    private static (Tensor Added, Tensor? Before) End(Norm? norm, Tensor output)
    {
        if (norm is null)
        {
            return (output, null);
        }

        var before = output.to(ScalarType.Float32);
        return (norm.Forward(before, ScalarType.Float32), before);
    }

    /// <summary>The gradient by a half's last product, (N, C), from the one by what it adds.</summary>
    private Tensor EndSlope(Norm? norm, Tensor slope, Tensor? before)
    {
        if (norm is null || before is null)
        {
            return slope.to(_precision);
        }

        var through = zeros_like(before);
        norm.Backward(slope, before, through);
        return through.to(_precision);
    }

    /// <summary>Packed head by head (q, k, v, q, k, v…) → all queries, all keys, all values.</summary>
    private Tensor ByKind(Tensor mixed) => !_config.PacksByHead ? mixed
        : mixed.view(-1, _config.Heads, 3, _config.HeadSize).transpose(1, 2).flatten(1).contiguous();

    /// <summary>The way back.</summary>
    private Tensor ByHead(Tensor mixed) => !_config.PacksByHead ? mixed
        : mixed.view(-1, 3, _config.Heads, _config.HeadSize).transpose(1, 2).flatten(1).contiguous();
}
