using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>Keys and values that every row finds before its first token, in every layer (P-tuning v2, Liu et al. 2021;
/// prefix tuning, Li and Liang 2021). They are not turned by a position; rows begin at the place behind them.</summary>
/// <remarks>Float32 in every precision: there are few of them, and attention is float32 anyway. Projected ones come from
/// an embedding E through tanh(E·W₀ᵀ + b₀)·W₂ᵀ + b₂, as PEFT has it.</remarks>
public sealed class PrefixAdapter : IDisposable
{
    /// <summary>The one tensor of a saved prefix, (P, L·2·K·D).</summary>
    internal const string Saved = "prompt_embeddings";

    private const string Embedding = "prompt_encoder.embedding.weight"; // (P, K·D)
    private const string In = "prompt_encoder.transform.0"; // (W, K·D); W is K·D, PEFT's default
    private const string Out = "prompt_encoder.transform.2"; // (L·2·K·D, W)

    // P places, L layers, K key heads, D head size
    private Tensor? _kept; // of the part at work

    /// <summary>Takes memory for a prefix of a model; the values are zero until written.</summary>
    /// <param name="config">The base's shape.</param>
    /// <param name="spec">Places, and whether they are projected.</param>
    /// <param name="trains">True → a master and gradients are kept.</param>
    public PrefixAdapter(ModelConfig config, PrefixSpec spec, bool trains)
        : this(config, spec, new FlatWeights(Layout(config, spec), ScalarType.Float32, trains))
    {
    }

    private PrefixAdapter(ModelConfig config, PrefixSpec spec, FlatWeights weights)
    {
        (Config, Spec, Weights) = (config, spec, weights);
    }

    /// <summary>The base's shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>As given.</summary>
    public PrefixSpec Spec { get; }

    /// <summary>Places, P.</summary>
    public int Tokens => Spec.Tokens;

    /// <summary>What is trained. Names are PEFT's.</summary>
    public FlatWeights Weights { get; }

    /// <summary>Numbers that training changes.</summary>
    public static long Parameters(ModelConfig config, PrefixSpec spec) => Layout(config, spec).Elements;

    /// <summary>These values, not copied, with gradients of their own: for another thread. Dispose it before this.</summary>
    public PrefixAdapter Twin() => new(Config, Spec, Weights.Twin());

    /// <summary>Fills embeddings with normal numbers of deviation 1 and maps as torch.nn.Linear does, uniform in
    /// ±1/√inputs: what PEFT starts from.</summary>
    /// <param name="seed">Each tensor draws from its own stream, named by seed and tensor.</param>
    public void Initialize(long seed)
    {
        using var scope = NewDisposeScope();
        var width = 1 / Math.Sqrt(Config.KeyWidth);
        foreach (var slot in Weights.Layout.Slots)
        {
            if (slot.Name is Saved or Embedding)
            {
                SeededNumbers.Normal(Weights.Values(slot), seed, slot.Name, deviation: 1);
            }
            else
            {
                SeededNumbers.Uniform(Weights.Values(slot), seed, slot.Name, -width, width);
            }
        }

        Weights.Renew();
    }

    /// <summary>The keys (0) and values (1) of every layer, (P, L, 2, K, D) float32, in the caller's scope.</summary>
    internal Tensor Values()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return Flat().view(Tokens, Config.Layers, 2, Config.KeyValueHeads, Config.HeadSize).clone().MoveToOuterDisposeScope();
    }

    /// <summary>The same as they are saved, (P, L·2·K·D), in the caller's scope.</summary>
    internal Tensor Flat()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return (Spec.IsProjected ? nn.functional.linear(Inner(), Value(Out + ".weight"), Value(Out + ".bias")) : Value(Saved))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Keeps a part's gradient by the values until it is that part's turn to add it.</summary>
    /// <param name="slope">d loss / d values, (P, L, 2, K, D).</param>
    internal void Keep(Tensor slope)
    {
        _kept?.Dispose();
        _kept = slope.detach().DetachFromDisposeScope();
    }

    /// <summary>Adds the gradients that follow from the one that was kept to the sums.</summary>
    internal void Collect()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        if (_kept is not { } kept)
        {
            return;
        }

        _kept = null;
        var flat = kept.view(Tokens, -1); // (P, L·2·K·D)
        if (!Spec.IsProjected)
        {
            Sum(Saved).Increase(flat);
        }
        else
        {
            var inner = Inner(); // (P, W)
            var behind = flat.mm(Value(Out + ".weight")); // (P, W): the gradient behind the tanh
            var innerSlope = behind.sub(behind.mul(inner.square())); // (P, W): tanh' = 1 − tanh²
            Sum(Out + ".weight").Increase(flat.t().mm(inner));
            Sum(Out + ".bias").Increase(flat.sum([0]));
            Sum(In + ".weight").Increase(innerSlope.t().mm(Value(Embedding)));
            Sum(In + ".bias").Increase(innerSlope.sum([0]));
            Sum(Embedding).Increase(innerSlope.mm(Value(In + ".weight")));
        }

        kept.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Dispose();
        Weights.Dispose();
    }

    private static WeightLayout Layout(ModelConfig config, PrefixSpec spec)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(spec);
        long width = config.KeyWidth, all = 2L * config.Layers * config.KeyWidth;
        return spec.IsProjected
            ? WeightLayout.Of(
                [(Embedding, [spec.Tokens, width]), (In + ".weight", [width, width]), (Out + ".weight", [all, width])],
                [(In + ".bias", [width]), (Out + ".bias", [all])])
            : WeightLayout.Of([(Saved, [spec.Tokens, all])], []);
    }

    /// <summary>tanh(E·W₀ᵀ + b₀), (P, W).</summary>
    private Tensor Inner() => nn.functional.linear(Value(Embedding), Value(In + ".weight"), Value(In + ".bias")).tanh();

    private Tensor Value(string name) => Weights.Values(Weights.Layout[name]);

    /// <summary>The sum of a tensor's gradients, a view; called while training alone.</summary>
    private Tensor Sum(string name)
    {
        var slot = Weights.Layout[name];
        return Weights.Gradients!.narrow(0, slot.Start, slot.Elements).view([.. slot.Shape]); // training: it has gradients
    }
}
