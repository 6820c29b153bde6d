using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Attention of a layer: from its number and queries (N, H, D), keys and values (N, K, D) to (N, H,
/// D).</summary>
public delegate Tensor Attention(int layer, Tensor query, Tensor key, Tensor value);

/// <summary>A decoder of one of the families: forward, and backward by hand, on one page.</summary>
/// <remarks>It owns no memory: the weights belong to whoever made them. The residual stream is float32, what is
/// multiplied has the weights' precision. Backward by hand keeps five tensors per layer, computes the rest again, and
/// writes each matrix's gradient with one product; autograd is asked for the attention alone.</remarks>
public sealed class Decoder
{
    private const int PlainTokens = 256; // rows up to here keep their scores for backward; chosen by hand

    // N tokens of all rows, C hidden, H query heads, K key heads, D head size, I feed-forward width, V vocabulary
    private readonly Layer[] _layers;
    private readonly Norm _finalNorm;
    private readonly AttentionRule _rule;
    private readonly PrefixAdapter? _prefix;
    private readonly ScalarType _precision;
    private readonly bool _normsHead; // while it is trained; else its rows were normed when they were read

    /// <summary>Builds the modules over given weights.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="weights">The base's own weights.</param>
    /// <param name="adapter">Low-rank updates added to the linear maps; null for none.</param>
    /// <param name="prefix">Keys and values before every row; null for none.</param>
    public Decoder(ModelConfig config, FlatWeights weights, LowRankUpdates? adapter = null, PrefixAdapter? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        (Config, _prefix) = (config, prefix);
        var facts = config.Facts;
        Embedding = weights.Matrix(facts.Embedding + ".weight", facts.Embedding + ".weight");
        Head = config.IsTied ? Embedding : weights.Matrix(facts.Head + ".weight", facts.Head + ".weight");
        (_rule, _precision, _normsHead) = (new(config), weights.Precision, config.NormsHead && weights.Gradients is not null);
        Turning = new(config);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(index => new Layer(config, weights, adapter, Turning, index))];
        _finalNorm = Layer.Norm(config, weights, facts.FinalNorm);
    }

    /// <summary>The shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>(V, C).</summary>
    public Weight Embedding { get; }

    /// <summary>(V, C): the embedding where it is tied.</summary>
    public Weight Head { get; }

    /// <summary>How queries and keys are normed and turned.</summary>
    internal HeadKernels Turning { get; }

    /// <summary>A linear map of a layer.</summary>
    internal Linear Map(int layer, LinearBlock block) => _layers[layer].Map(block);

    /// <summary>The last norm's output, (N, C) in the precision of the weights.</summary>
    /// <param name="ids">N tokens of all rows.</param>
    /// <param name="places">Where they stand in their rows.</param>
    /// <param name="attend">How tokens see each other.</param>
    public Tensor Hidden(long[] ids, Places places, Attention attend)
    {
        using var scope = NewDisposeScope();
        var stream = Embed(ids); // (N, C)
        foreach (var layer in _layers)
        {
            var next = layer.Forward(stream, places, attend, tape: null);
            stream.Dispose();
            stream = next;
        }

        return _finalNorm.Forward(stream, _precision).MoveToOuterDisposeScope();
    }

    /// <summary>The same for whole rows, without padding.</summary>
    public Tensor Hidden(TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var attend = RowByRow(batch.Groups, _prefix?.Values());
        return Hidden(batch.Ids, Behind(batch.Places), attend).MoveToOuterDisposeScope();
    }

    /// <summary>(N, C) → (N, V) in float32.</summary>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(hidden, OutputMatrix()).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>What the last norm's output is multiplied with, (V, C): the head, its rows divided by their lengths
    /// where the family does so. Made anew it belongs to the caller's scope.</summary>
    internal Tensor OutputMatrix() => _normsHead ? NormedHead.Rows(Head.Values) : Head.Values;

    /// <summary>Forward and backward in one: sets the matrices' gradients and adds to the norms'.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="head">From the last norm's output, (N, C), to the gradient by it.</param>
    /// <param name="memory">Room for what backward needs.</param>
    /// <param name="layerDone">Called when the gradients of a layer are there, the last layer first.</param>
    /// <param name="recomputes">True → only the layers' inputs are kept, and each layer is computed again before its
    /// backward pass: the same bits with a fraction of the memory.</param>
    /// <returns>The gradient by the embedded tokens, (N, C) in float32, in the caller's scope.</returns>
    internal Tensor Train(
        TokenBatch batch, Func<Tensor, Tensor> head, TapeMemory memory, Action<int>? layerDone = null, bool recomputes = false)
    {
        using var scope = NewDisposeScope();
        var prefix = _prefix?.Values().detach().requires_grad_(true); // a leaf: autograd adds its gradient layer by layer
        var attend = RowByRow(batch.Groups, prefix, isTraining: true);
        var places = Behind(batch.Places);
        LayerTape[] tapes = [.. Enumerable.Range(0, _layers.Length + 1).Select(i => new LayerTape(memory, i, recomputes ? 0 : i))];
        var stream = tapes[0].Keep(TapePart.Stream, ScalarType.Float32, Embed(batch.Ids)); // (N, C)
        foreach (var (index, layer) in _layers.Index())
        {
            var next = tapes[index + 1].Room(TapePart.Stream, ScalarType.Float32, stream.shape); // (N, C)
            layer.Forward(stream, places, attend, Kept(index) ? tapes[index] : null, next);
            stream = next;
        }

        var slope = zeros_like(stream); // (N, C) float32, d loss / d stream, from here on added to in place
        _finalNorm.Backward(head(_finalNorm.Forward(stream, _precision)), stream, slope);
        for (var index = _layers.Length - 1; index >= 0; index--)
        {
            if (!Kept(index))
            {
                _layers[index].Forward(tapes[index][TapePart.Stream], places, attend, tapes[index]).Dispose();
            }

            _layers[index].Backward(slope, places, attend, tapes[index]);
            layerDone?.Invoke(index);
        }

        Array.ForEach(tapes, tape => tape.Dispose());
        if (prefix is not null)
        {
            _prefix?.Keep(prefix.grad!); // the layers' backward has set it
        }

        return slope.MoveToOuterDisposeScope();

        bool Kept(int index) => !recomputes || index == _layers.Length - 1; // the last layer's turn comes at once
    }

    /// <summary>Attention inside each row of a batch; rows of equal length together, so nothing is padded. Its masks
    /// belong to the caller's scope.</summary>
    /// <remarks>The fused operator's gradient loses digits that float32 training shows: one of the reference models was
    /// 2.4e-4 off in its third loss, and 3e-6 with the plain one.</remarks>
    /// <param name="groups">Rows and length of each run of equal rows, in the order of the tokens.</param>
    /// <param name="prefix">Keys and values before every row, (P, L, 2, K, D) float32; null for none.</param>
    /// <param name="isTraining">True → gradients are asked for.</param>
    internal Attention RowByRow(IReadOnlyList<(int Rows, int Length)> groups, Tensor? prefix = null, bool isTraining = false)
    {
        var before = (int)(prefix?.shape[0] ?? 0);
        long[] sizes = [.. groups.Select(group => (long)group.Rows * group.Length)];
        var masks = _rule.Windows.ToDictionary(
            window => window, window => groups.Select(group => _rule.Mask(window, group.Length, before)).ToArray());
        return (layer, query, key, value) =>
        {
            using var scope = NewDisposeScope();
            var (q, k, v) = (query.split(sizes, 0), key.split(sizes, 0), value.split(sizes, 0));
            var mask = masks[Config.Window(layer)];
            var attended = groups.Select((group, i) => Operator(group.Length)(
                Heads(q[i], group), Seen(k[i], group, layer, kind: 0), Seen(v[i], group, layer, kind: 1), mask[i]).transpose(1, 2).flatten(0, 1)); // (B·T, H, D)
            return cat([.. attended], 0).MoveToOuterDisposeScope();
        };

        Tensor Seen(Tensor tokens, (int Rows, int Length) group, int layer, int kind) => prefix is null ? Heads(tokens, group)
            : cat([prefix.select(1, layer).select(1, kind).transpose(0, 1).unsqueeze(0).expand(group.Rows, -1, -1, -1), Heads(tokens, group)], 2);

        Func<Tensor, Tensor, Tensor, Tensor?, Tensor> Operator(int length) =>
            isTraining && _precision == ScalarType.Float32 && length <= PlainTokens ? Kernels.AttendPlainly : Kernels.Attend;
    }

    private static Tensor Heads(Tensor tokens, (int Rows, int Length) group) =>
        tokens.view(group.Rows, group.Length, tokens.shape[1], tokens.shape[2]).transpose(1, 2); // (B, H, T, D)

    /// <summary>Rows begin behind the prefix.</summary>
    private Places Behind(Places places) => _prefix is not { Tokens: var before } ? places
        : new([.. places.Positions.Select(place => place + before)], [.. places.Lengths.Select(length => length + before)]);

    /// <summary>N ids → (N, C) in float32.</summary>
    private Tensor Embed(long[] ids)
    {
        using var scope = NewDisposeScope();
        return Embedding.Values.index_select(0, tensor(ids)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
