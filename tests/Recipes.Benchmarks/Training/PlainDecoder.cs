using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Recipes.Benchmarks.Training;

/// <summary>A Llama or Qwen3 decoder as one writes it with the library's own modules: padded batches, autograd, all
/// logits.</summary>
internal sealed class PlainDecoder : Module<Tensor, Tensor>
{
    private readonly Embedding _embedding;
    private readonly ModuleList<PlainLayer> _layers;
    private readonly PlainNorm _norm;
    private readonly ScalarType _precision;

    /// <param name="config">Its shape.</param>
    /// <param name="weights">Copied.</param>
    /// <param name="adapter">Copied; null where all weights are trained.</param>
    /// <param name="precision">Of the products; what is trained stays float32.</param>
    public PlainDecoder(ModelConfig config, FlatWeights weights, LoraAdapter? adapter, ScalarType precision)
        : base("decoder")
    {
        _precision = precision;
        var values = weights.Layout.Slots.ToDictionary(slot => slot.Name, weights.Values, StringComparer.Ordinal);
        var trains = adapter is null;
        _embedding = Embedding(config.Vocabulary, config.Hidden);
        _embedding.weight = Parameter(values["model.embed_tokens.weight"].to(trains ? ScalarType.Float32 : precision).clone(), trains);
        _layers = ModuleList(Enumerable.Range(0, config.Layers)
            .Select(i => new PlainLayer(config, i, values, adapter, precision)).ToArray());
        _norm = new(values["model.norm.weight"], config.NormEpsilon, trains);
        RegisterComponents();
    }

    /// <param name="ids">(B, T)</param>
    /// <returns>(B, T, V)</returns>
    public override Tensor forward(Tensor ids)
    {
        var stream = _embedding.forward(ids).to(_precision); // (B, T, C)
        foreach (var layer in _layers)
        {
            stream = layer.forward(stream);
        }

        return functional.linear(_norm.forward(stream), _embedding.weight!.to(_precision));
    }
}

internal sealed class PlainLayer : Module<Tensor, Tensor>
{
    private readonly ModelConfig _config;
    private readonly PlainLinear _query, _key, _value, _output, _gate, _up, _down;
    private readonly PlainNorm _inputNorm, _middleNorm;
    private readonly PlainNorm? _queryNorm, _keyNorm;

    public PlainLayer(
        ModelConfig config, int index, Dictionary<string, Tensor> values, LoraAdapter? adapter, ScalarType precision)
        : base("layer")
    {
        _config = config;
        var prefix = $"model.layers.{index}.";
        (_query, _key, _value) = (Linear("self_attn.q_proj"), Linear("self_attn.k_proj"), Linear("self_attn.v_proj"));
        (_output, _gate, _up, _down) =
            (Linear("self_attn.o_proj"), Linear("mlp.gate_proj"), Linear("mlp.up_proj"), Linear("mlp.down_proj"));
        (_inputNorm, _middleNorm) = (Norm("input_layernorm")!, Norm("post_attention_layernorm")!);
        (_queryNorm, _keyNorm) = (Norm("self_attn.q_norm"), Norm("self_attn.k_norm"));
        RegisterComponents();

        PlainLinear Linear(string path) => new(prefix + path, values[prefix + path + ".weight"], adapter, precision);

        PlainNorm? Norm(string path) => values.TryGetValue(prefix + path + ".weight", out var weight)
            ? new(weight, config.NormEpsilon, adapter is null) : null;
    }

    public override Tensor forward(Tensor stream)
    {
        var x = _inputNorm.forward(stream);
        var (query, key, value) = (
            Turn(Heads(_query.forward(x), _config.Heads, _queryNorm)),
            Turn(Heads(_key.forward(x), _config.KeyValueHeads, _keyNorm)),
            Heads(_value.forward(x), _config.KeyValueHeads, null)); // (B, H, T, D)
        var groups = _config.Heads / _config.KeyValueHeads;
        if (groups > 1)
        {
            (key, value) = (key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1));
        }

        // Padding stands on the right, so that causality alone hides it from every token.
        var attended = functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        var middle = stream.add(_output.forward(attended.transpose(1, 2).flatten(2)));
        x = _middleNorm.forward(middle);
        return middle.add(_down.forward(functional.silu(_gate.forward(x)).mul(_up.forward(x))));
    }

    private Tensor Heads(Tensor x, int heads, PlainNorm? norm)
    {
        var parts = x.view(x.shape[0], x.shape[1], heads, _config.HeadSize);
        return (norm?.forward(parts) ?? parts).transpose(1, 2);
    }

    /// <summary>x·cos + rotate_half(x)·sin.</summary>
    private Tensor Turn(Tensor x)
    {
        var half = _config.HeadSize / 2;
        var angles = arange(x.shape[2], dtype: ScalarType.Float32).unsqueeze(1).mul(Frequencies());
        var both = cat([angles, angles], -1); // (T, D)
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return x.mul(both.cos().to(x.dtype)).add(turned.mul(both.sin().to(x.dtype)));
    }

    private Tensor Frequencies() => tensor(Enumerable.Range(0, _config.HeadSize / 2)
        .Select(i => (float)Math.Pow(_config.RopeTheta, -2.0 * i / _config.HeadSize)).ToArray());
}

/// <summary>A product, with LoRA beside it where there is an adapter.</summary>
internal sealed class PlainLinear : Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter? _down, _up;
    private readonly Scalar _scale;

    public PlainLinear(string path, Tensor weight, LoraAdapter? adapter, ScalarType precision)
        : base("linear")
    {
        _weight = Parameter(weight.to(adapter is null ? ScalarType.Float32 : precision).clone(), adapter is null);
        _scale = (adapter is null ? 1 : adapter.Lora.Alpha / adapter.Lora.Rank).ToScalar();
        if (adapter is not null)
        {
            _down = Adapted('A');
            _up = Adapted('B');
        }

        RegisterComponents();

        Parameter Adapted(char letter) =>
            Parameter(adapter.Weights.Values(adapter.Weights.Layout[$"base_model.model.{path}.lora_{letter}.weight"]).clone());
    }

    public override Tensor forward(Tensor x)
    {
        var output = functional.linear(x, _weight.to(x.dtype));
        return _down is null || _up is null ? output
            : output.add(functional.linear(functional.linear(x, _down.to(x.dtype)), _up.to(x.dtype)).mul(_scale));
    }
}

/// <summary>RMSNorm, computed in float32.</summary>
internal sealed class PlainNorm : Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Scalar _epsilon;

    public PlainNorm(Tensor weight, double epsilon, bool trains)
        : base("norm")
    {
        (_weight, _epsilon) = (Parameter(weight.clone(), trains), epsilon.ToScalar());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var floats = x.to(ScalarType.Float32);
        var root = floats.mul(floats).mean([-1], keepdim: true).add(_epsilon).rsqrt();
        return floats.mul(root).mul(_weight).to(x.dtype);
    }
}
