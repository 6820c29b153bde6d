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
    private readonly int _index, _gateUpWidth;
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
        _gateUpWidth = parts[LinearBlock.GateUp].Sum(part => part.Outputs);
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
    /// <param name="next">Takes the result, (N, C) float32; null → it is made anew.</param>
    /// <returns>(N, C) float32: <paramref name="next"/>, or in the caller's scope.</returns>
    public Tensor Forward(Tensor stream, Places places, Attention attend, LayerTape? tape, Tensor? next = null)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad(); // backward computes attention again, and asks autograd then
        var tokens = stream.shape[0];
        var mixed = Mixed(_inputNorm.Forward(stream, _precision), tape); // (N, (H+2K)·D)
        var attended = Attend(_heads.Forward(mixed, places, _queryNorm, _keyNorm), attend); // (N, H·D) float32
        attended = tape?.Keep(TapePart.Attended, _precision, attended) ?? attended.to(_precision);
        var added = End(_attentionEnd, _output.Forward(attended), TapePart.AttentionEnd, tape); // (N, C)
        var middle = RowKernels.Add(stream, added, tape?.Room(TapePart.Middle, ScalarType.Float32, stream.shape)); // (N, C)
        var normed = _middleNorm.Forward(_config.IsParallel ? stream : middle, _precision); // (N, C)
        var gateUp = Product(_gateUp, normed, tape?.Room(TapePart.GateUp, _precision, tokens, _gateUpWidth)); // (N, 2I)
        var fed = End(_feedForwardEnd, _down.Forward(FeedForward.Forward(_config.Activation, gateUp)), TapePart.FeedForwardEnd, tape);
        var sum = RowKernels.Add(middle, fed, next); // (N, C)
        return next is null ? sum.MoveToOuterDisposeScope() : next;
    }

    /// <summary>Turns the gradient by the layer's output into the one by its input, in place.</summary>
    /// <param name="slope">(N, C) float32.</param>
    /// <param name="places">As forward got them.</param>
    /// <param name="attend">As forward got it; attention is computed again, so that its scores live in one layer at a
    /// time.</param>
    /// <param name="tape">What forward kept.</param>
    public void Backward(Tensor slope, Places places, Attention attend, LayerTape tape)
    {
        using var scope = NewDisposeScope();
        var stream = tape[TapePart.Stream]; // (N, C)
        var attentionSlope = _config.IsParallel ? slope.clone() : slope; // (N, C): what comes from behind, or all
        var middle = _config.IsParallel ? stream : tape[TapePart.Middle]; // (N, C)
        FeedForwardBackward(slope, middle, tape);

        var attendedSlope = _output.Backward(
            EndSlope(_attentionEnd, attentionSlope, tape.Find(TapePart.AttentionEnd)), tape[TapePart.Attended]); // (N, H·D)
        var headSlope = AttentionBackward(attendedSlope.to(ScalarType.Float32), places, attend, tape); // (N, H+2K, D)
        _heads.Backward(headSlope, tape[TapePart.Mixed], places, _queryNorm, _keyNorm);
        var mixedSlope = ByHead(headSlope.flatten(1, 2).to(_precision)); // (N, (H+2K)·D)
        _inputNorm.Backward(_attention.Backward(mixedSlope, _inputNorm.Forward(stream, _precision)), stream, slope);
    }

    private void FeedForwardBackward(Tensor slope, Tensor middle, LayerTape tape)
    {
        using var scope = NewDisposeScope();
        var gateUp = tape[TapePart.GateUp]; // (N, 2I)
        var inner = FeedForward.Forward(_config.Activation, gateUp); // (N, I), again
        var innerSlope = _down.Backward(EndSlope(_feedForwardEnd, slope, tape.Find(TapePart.FeedForwardEnd)), inner); // (N, I)
        inner.Dispose();
        var gateUpSlope = FeedForward.Backward(_config.Activation, gateUp, innerSlope); // (N, 2I)
        _middleNorm.Backward(_gateUp.Backward(gateUpSlope, _middleNorm.Forward(middle, _precision)), middle, slope);
    }

    /// <summary>The gradient by the heads, (N, H+2K, D) float32, in the caller's scope. Autograd is asked for the attention
    /// and nothing else.</summary>
    private Tensor AttentionBackward(Tensor attendedSlope, Places places, Attention attend, LayerTape tape)
    {
        using var scope = NewDisposeScope();
        var heads = _heads.Forward(tape[TapePart.Mixed], places, _queryNorm, _keyNorm).requires_grad_(true);
        autograd.backward([Attend(heads, attend)], [attendedSlope]);
        return heads.grad!.contiguous().MoveToOuterDisposeScope(); // backward has set it, for the heads are a leaf
    }

    /// <summary>(N, H+2K, D) → (N, H·D), float32.</summary>
    private Tensor Attend(Tensor heads, Attention attend)
    {
        var parts = heads.split([_config.Heads, _config.KeyValueHeads, _config.KeyValueHeads], 1);
        return attend(_index, parts[0], parts[1], parts[2]).flatten(1, 2);
    }

    private Tensor Mixed(Tensor input, LayerTape? tape)
    {
        var width = _config.QueryWidth + (2 * _config.KeyWidth);
        return !_config.PacksByHead
            ? Product(_attention, input, tape?.Room(TapePart.Mixed, _precision, input.shape[0], width))
            : tape?.Keep(TapePart.Mixed, _precision, ByKind(_attention.Forward(input))) ?? ByKind(_attention.Forward(input));
    }

    private static Tensor Product(Linear map, Tensor input, Tensor? into)
    {
        if (into is null)
        {
            return map.Forward(input);
        }

        map.Forward(input, into);
        return into;
    }

    /// <summary>What a half adds; where a norm stands behind it, the tape takes what that norm got.</summary>
    private static Tensor End(Norm? norm, Tensor output, TapePart part, LayerTape? tape)
    {
        if (norm is null)
        {
            return output;
        }

        var before = output.to(ScalarType.Float32);
        tape?.Keep(part, ScalarType.Float32, before);
        return norm.Forward(before, ScalarType.Float32);
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
    private Tensor ByKind(Tensor mixed) => mixed.view(-1, _config.Heads, 3, _config.HeadSize).transpose(1, 2).flatten(1).contiguous();

    /// <summary>The way back.</summary>
    private Tensor ByHead(Tensor mixed) => !_config.PacksByHead ? mixed
        : mixed.view(-1, 3, _config.Heads, _config.HeadSize).transpose(1, 2).flatten(1).contiguous();
}
