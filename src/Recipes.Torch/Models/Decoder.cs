using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Attention of a layer: from its number and queries (N, H, D), keys and values (N, K, D) to (N, H,
/// D).</summary>
public delegate Tensor Attention(int layer, Tensor query, Tensor key, Tensor value);

/// <summary>A decoder of the Llama kind: forward, and backward by hand, on one page.</summary>
/// <remarks>It owns no memory: the weights belong to whoever made them. The residual stream is float32, what is
/// multiplied has the weights' precision. Backward by hand keeps four tensors per layer, computes the rest again, and
/// writes each matrix's gradient with one product; autograd is asked for the attention alone.</remarks>
public sealed class Decoder
{
    // N tokens of all rows, C hidden, H query heads, K key heads, D head size, I feed-forward width, V vocabulary
    private readonly Layer[] _layers;
    private readonly Weight _finalNorm;

    /// <summary>Builds the modules over given weights.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="weights">The base's own weights.</param>
    /// <param name="adapter">Low-rank updates added to the linear maps; null for none.</param>
    public Decoder(ModelConfig config, FlatWeights weights, LowRankUpdates? adapter = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        Config = config;
        Embedding = weights.Matrix("model.embed_tokens.weight", "model.embed_tokens.weight");
        Head = config.IsTied ? Embedding : weights.Matrix("lm_head.weight", "lm_head.weight");
        var heads = new HeadKernels(config);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(index => new Layer(config, weights, adapter, heads, index))];
        _finalNorm = weights.Norm("model.norm.weight");
    }

    /// <summary>The shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>(V, C).</summary>
    public Weight Embedding { get; }

    /// <summary>(V, C): the embedding where it is tied.</summary>
    public Weight Head { get; }

    /// <summary>The last norm's output, (N, C) in the precision of the weights.</summary>
    /// <param name="ids">N tokens of all rows.</param>
    /// <param name="positions">N places in their rows.</param>
    /// <param name="attend">How tokens see each other.</param>
    public Tensor Hidden(long[] ids, long[] positions, Attention attend)
    {
        using var scope = NewDisposeScope();
        var stream = Embed(ids); // (N, C)
        foreach (var layer in _layers)
        {
            var next = layer.Forward(stream, positions, attend, tape: null);
            stream.Dispose();
            stream = next;
        }

        return Norm(stream).MoveToOuterDisposeScope();
    }

    /// <summary>The same for whole rows, without padding.</summary>
    public Tensor Hidden(TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Hidden(batch.Ids, batch.Positions, RowByRow(batch.Groups));
    }

    /// <summary>(N, C) → (N, V) in float32.</summary>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return Head.Apply(hidden).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Forward and backward in one: sets the matrices' gradients and adds to the norms'.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="head">From the last norm's output, (N, C), to the gradient by it.</param>
    /// <returns>The gradient by the embedded tokens, (N, C) in float32, in the caller's scope.</returns>
    internal Tensor Train(TokenBatch batch, Func<Tensor, Tensor> head)
    {
        using var scope = NewDisposeScope();
        var attend = RowByRow(batch.Groups);
        var tapes = new Stack<LayerTape>();
        var stream = Embed(batch.Ids); // (N, C)
        foreach (var layer in _layers)
        {
            tapes.Push(new(stream));
            stream = layer.Forward(stream, batch.Positions, attend, tapes.Peek());
        }

        var slope = zeros_like(stream); // (N, C) float32, d loss / d stream, from here on added to in place
        RowKernels.RmsNormBackward(
            head(Norm(stream)), stream, _finalNorm.Values, Config.NormEpsilon, slope, _finalNorm.Gradient);
        foreach (var layer in _layers.Reverse())
        {
            using var tape = tapes.Pop();
            layer.Backward(slope, batch.Positions, tape);
        }

        return slope.MoveToOuterDisposeScope();
    }

    /// <summary>Attention inside each row of a batch; rows of equal length together, so nothing is padded or
    /// masked.</summary>
    /// <param name="groups">Rows and length of each run of equal rows, in the order of the tokens.</param>
    public static Attention RowByRow(IReadOnlyList<(int Rows, int Length)> groups)
    {
        long[] sizes = [.. groups.Select(group => (long)group.Rows * group.Length)];
        return (_, query, key, value) =>
        {
            using var scope = NewDisposeScope();
            var (q, k, v) = (query.split(sizes, 0), key.split(sizes, 0), value.split(sizes, 0));
            var attended = groups.Select((group, i) => Kernels.Attend(
                Heads(q[i], group), Heads(k[i], group), Heads(v[i], group)).transpose(1, 2).flatten(0, 1)); // (B·T, H, D)
            return cat([.. attended], 0).MoveToOuterDisposeScope();
        };
    }

    private static Tensor Heads(Tensor tokens, (int Rows, int Length) group) =>
        tokens.view(group.Rows, group.Length, tokens.shape[1], tokens.shape[2]).transpose(1, 2); // (B, H, T, D)

    /// <summary>N ids → (N, C) in float32.</summary>
    private Tensor Embed(long[] ids)
    {
        using var scope = NewDisposeScope();
        return Embedding.Values.index_select(0, tensor(ids)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private Tensor Norm(Tensor stream) =>
        RowKernels.RmsNorm(stream, _finalNorm.Values, Config.NormEpsilon, Embedding.Values.dtype);
}
