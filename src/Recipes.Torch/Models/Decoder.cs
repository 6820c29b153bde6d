using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A decoder of the Llama kind: the forward pass, on one page.</summary>
/// <remarks>It owns no memory but its tables: the weights belong to whoever made them.</remarks>
public sealed class Decoder : IDisposable
{
    // N tokens of all rows, C hidden, H query heads, K key heads, D head size, V vocabulary
    private readonly Layer[] _layers;
    private readonly Tensor _finalNorm;
    private readonly Tensor _cosines; // (context, 1, D)
    private readonly Tensor _sines; // (context, 1, D), the first half negative

    /// <summary>Builds the modules over given weights.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="weights">The base's own weights.</param>
    /// <param name="adapter">Low-rank updates added to the linear maps; null for none.</param>
    public Decoder(ModelConfig config, FlatWeights weights, LowRankUpdates? adapter = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        Config = config;
        Embedding = weights.Matrix("model.embed_tokens.weight", "model.embed_tokens.weight", tracks: false);
        Head = config.IsTied ? Embedding : weights.Matrix("lm_head.weight", "lm_head.weight", tracks: false);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(index => new Layer(config, weights, adapter, index))];
        _finalNorm = weights.Norm("model.norm.weight");
        (_cosines, _sines) = RotaryTables(config, weights.Precision);
    }

    /// <summary>The shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>(V, C), in the precision of the weights; no gradient flows to it by itself.</summary>
    public Tensor Embedding { get; }

    /// <summary>(V, C): the embedding where it is tied.</summary>
    public Tensor Head { get; }

    /// <summary>Attention of a layer: from its number and (N, H, D), (N, K, D), (N, K, D) to (N, H, D).</summary>
    public delegate Tensor Attention(int layer, Tensor query, Tensor key, Tensor value);

    /// <summary>The last norm's output for embedded tokens, (N, C) in the precision of the weights.</summary>
    /// <param name="embedded">(N, C) in float32: the residual stream stays in float32.</param>
    /// <param name="positions">(N) places in their rows.</param>
    /// <param name="attend">How tokens see each other.</param>
    public Tensor Hidden(Tensor embedded, Tensor positions, Attention attend)
    {
        ArgumentNullException.ThrowIfNull(attend);
        using var scope = NewDisposeScope();
        var cosines = _cosines.index_select(0, positions); // (N, 1, D)
        var sines = _sines.index_select(0, positions); // (N, 1, D)
        var stream = embedded;
        for (var i = 0; i < _layers.Length; i++)
        {
            stream = _layers[i].Forward(stream, cosines, sines, (q, k, v) => attend(i, q, k, v));
        }

        return Norm(stream, _finalNorm).MoveToOuterDisposeScope();
    }

    /// <summary>The same for whole rows, without padding.</summary>
    public Tensor Hidden(TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return Hidden(Embed(tensor(batch.Ids)), tensor(batch.Positions), RowByRow(batch.Groups)).MoveToOuterDisposeScope();
    }

    /// <summary>(N) ids → (N, C) in float32.</summary>
    public Tensor Embed(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Embedding.index_select(0, ids).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>(N, C) → (N, V) in float32.</summary>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(hidden, Head).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Attention inside each row of a batch; rows of equal length together, so nothing is padded or masked.</summary>
    /// <param name="groups">Rows and length of each run of equal rows, in the order of the tokens.</param>
    public static Attention RowByRow(IReadOnlyList<(int Rows, int Length)> groups) => (_, query, key, value) =>
    {
        using var scope = NewDisposeScope();
        long[] sizes = [.. groups.Select(group => (long)group.Rows * group.Length)];
        var (q, k, v) = (query.split(sizes, 0), key.split(sizes, 0), value.split(sizes, 0));
        var attended = groups.Select((group, i) => Kernels.Attend(
            Heads(q[i], group), Heads(k[i], group), Heads(v[i], group)).transpose(1, 2).flatten(0, 1)); // (B·T, H, D)
        return cat([.. attended], 0).MoveToOuterDisposeScope();
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }

    private static Tensor Heads(Tensor tokens, (int Rows, int Length) group) =>
        tokens.view(group.Rows, group.Length, tokens.shape[1], tokens.shape[2]).transpose(1, 2); // (B, H, T, D)

    private Tensor Norm(Tensor stream, Tensor weight) =>
        Kernels.RmsNorm(stream, weight, Config.NormEpsilon).to(Embedding.dtype);

    /// <summary>Angles p · θ^(−2i/D) for place p and pair i; a head's halves are the two members of its pairs.</summary>
    private static (Tensor Cosines, Tensor Sines) RotaryTables(ModelConfig config, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var half = config.HeadSize / 2;
        var exponents = arange(0, config.HeadSize, 2, ScalarType.Float32) / config.HeadSize; // (D/2)
        var frequencies = 1.0 / tensor(config.RopeTheta, ScalarType.Float32).pow(exponents); // (D/2)
        var angles = arange(0, config.Context, 1, ScalarType.Float32).unsqueeze(1) * frequencies; // (context, D/2)
        var (cosines, sines) = (angles.cos(), angles.sin());
        return (
            cat([cosines, cosines], 1).view(-1, 1, 2 * half).to(precision).MoveToOuterDisposeScope(),
            cat([-sines, sines], 1).view(-1, 1, 2 * half).to(precision).MoveToOuterDisposeScope());
    }

    /// <summary>x + attention(norm(x)), then x + mlp(norm(x)).</summary>
    private sealed class Layer
    {
        private readonly ModelConfig _config;
        private readonly Linear _attention, _output, _gateUp, _down;
        private readonly Tensor _inputNorm, _middleNorm;
        private readonly Tensor? _queryNorm, _keyNorm;

        public Layer(ModelConfig config, FlatWeights weights, LowRankUpdates? adapter, int index)
        {
            _config = config;
            var prefix = $"model.layers.{index}.";
            Linear Linear(LinearBlock block, string first, string last) => new(
                weights.Matrix($"{prefix}{first}.weight", $"{prefix}{last}.weight"), adapter?.Of(index, block));
            _attention = Linear(LinearBlock.Attention, "self_attn.q_proj", "self_attn.v_proj");
            _output = Linear(LinearBlock.Output, "self_attn.o_proj", "self_attn.o_proj");
            _gateUp = Linear(LinearBlock.GateUp, "mlp.gate_proj", "mlp.up_proj");
            _down = Linear(LinearBlock.Down, "mlp.down_proj", "mlp.down_proj");
            _inputNorm = weights.Norm(prefix + "input_layernorm.weight");
            _middleNorm = weights.Norm(prefix + "post_attention_layernorm.weight");
            _queryNorm = config.HasHeadNorms ? weights.Norm(prefix + "self_attn.q_norm.weight") : null;
            _keyNorm = config.HasHeadNorms ? weights.Norm(prefix + "self_attn.k_norm.weight") : null;
        }

        public Tensor Forward(
            Tensor stream, Tensor cosines, Tensor sines, Func<Tensor, Tensor, Tensor, Tensor> attend)
        {
            using var scope = NewDisposeScope();
            var mixed = _attention.Forward(Norm(stream, _inputNorm)).view(stream.shape[0], -1, _config.HeadSize); // (N, H+2K, D)
            var parts = mixed.split([_config.Heads, _config.KeyValueHeads, _config.KeyValueHeads], 1);
            var query = Rotate(HeadNorm(parts[0], _queryNorm), cosines, sines); // (N, H, D)
            var key = Rotate(HeadNorm(parts[1], _keyNorm), cosines, sines); // (N, K, D)
            var attended = attend(query, key, parts[2]).flatten(1, 2); // (N, H·D)
            var middle = stream + _output.Forward(attended); // (N, C)
            var gateUp = _gateUp.Forward(Norm(middle, _middleNorm)).split(_config.Intermediate, 1); // 2 × (N, I)
            var inner = nn.functional.silu(gateUp[0]) * gateUp[1]; // (N, I)
            return (middle + _down.Forward(inner)).MoveToOuterDisposeScope(); // (N, C)
        }

        private Tensor Norm(Tensor stream, Tensor weight) =>
            Kernels.RmsNorm(stream, weight, _config.NormEpsilon).to(_attention.Precision);

        private Tensor HeadNorm(Tensor heads, Tensor? weight) => weight is null ? heads
            : Kernels.RmsNorm(heads.to(ScalarType.Float32), weight, _config.NormEpsilon).to(heads.dtype);

        private static Tensor Rotate(Tensor heads, Tensor cosines, Tensor sines) =>
            (heads * cosines) + (heads.roll(heads.shape[2] / 2, 2) * sines);
    }
}
