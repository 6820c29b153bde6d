using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Operators of libtorch that TorchSharp has no method for, each a line of TorchScript.</summary>
/// <remarks>One operator per function: TorchScript would rewrite the gradients of several in a row after some calls,
/// and the same step would then give other bits.</remarks>
internal static class Kernels
{
    private const string Source = """
        def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            return torch.scaled_dot_product_attention(q, k, v, None, 0.0, True, scale=None, enable_gqa=True)
        def attend_masked(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
            return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, False, scale=None, enable_gqa=True)
        def attend_plainly(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            return torch._scaled_dot_product_attention_math(q, k, v, None, 0.0, True, None, scale=None, enable_gqa=True)[0]
        def attend_masked_plainly(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
            return torch._scaled_dot_product_attention_math(q, k, v, mask, 0.0, False, None, scale=None, enable_gqa=True)[0]
        def gelu(x: Tensor) -> Tensor:
            return torch.gelu(x, approximate="none")
        def gelu_tanh(x: Tensor) -> Tensor:
            return torch.gelu(x, approximate="tanh")
        def gelu_backward(dy: Tensor, x: Tensor) -> Tensor:
            return torch.gelu_backward(dy, x, approximate="none")
        def gelu_tanh_backward(dy: Tensor, x: Tensor) -> Tensor:
            return torch.gelu_backward(dy, x, approximate="tanh")
        def fused_adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor],
                        lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
            torch._fused_adamw_(p, g, m, v, [], s, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps,
                                amsgrad=False, maximize=False)
            return p[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() =>
    {
        TorchRuntime.EnsureLoaded();
        return jit.compile(Source);
    });

    /// <summary>Causal attention; key heads are shared among query heads. (rows, heads, time, head size)</summary>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value) =>
        (Tensor)Unit.Value.invoke("attend", query, key, value);

    /// <summary>The same with all scores in memory: its gradients are closer to the real ones.</summary>
    public static Tensor AttendPlainly(Tensor query, Tensor key, Tensor value, Tensor? mask) => mask is null
        ? (Tensor)Unit.Value.invoke("attend_plainly", query, key, value)
        : (Tensor)Unit.Value.invoke("attend_masked_plainly", query, key, value, mask);

    /// <summary>x · Φ(x), exactly or with tanh.</summary>
    public static Tensor Gelu(Tensor x, bool isExact) => (Tensor)Unit.Value.invoke(isExact ? "gelu" : "gelu_tanh", x);

    /// <summary>Its gradient by x.</summary>
    public static Tensor GeluBackward(Tensor slope, Tensor x, bool isExact) =>
        (Tensor)Unit.Value.invoke(isExact ? "gelu_backward" : "gelu_tanh_backward", slope, x);

    /// <summary>Attention under a mask: true where a key is seen, or numbers that are added to the scores. (rows or 1,
    /// heads or 1, query time, key time)</summary>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask) => mask is null
        ? Attend(query, key, value) : (Tensor)Unit.Value.invoke("attend_masked", query, key, value, mask);

    /// <summary>One step of AdamW (Loshchilov and Hutter 2019) on one flat tensor, in place.</summary>
    /// <param name="values">Float32.</param>
    /// <param name="gradients">As long.</param>
    /// <param name="mean">First moment, changed in place.</param>
    /// <param name="square">Second moment, changed in place.</param>
    /// <param name="step">Float32 scalar: the number of this step, from 1.</param>
    /// <param name="rule">Rate, betas, decay and epsilon.</param>
    /// <remarks>Numbers go in as Scalars that live until the call is over: TorchSharp wraps a plain double in one that
    /// the garbage collector may free during the call (seen once in 800 steps as a scalar that was no number any
    /// more).</remarks>
    public static void AdamW(Tensor values, Tensor gradients, Tensor mean, Tensor square, Tensor step, AdamWRule rule)
    {
        using var rate = rule.Rate.ToScalar();
        using var beta1 = rule.Beta1.ToScalar();
        using var beta2 = rule.Beta2.ToScalar();
        using var decay = rule.Decay.ToScalar();
        using var epsilon = rule.Epsilon.ToScalar();
        ((Tensor)Unit.Value.invoke(
            "fused_adamw", new[] { values }, new[] { gradients }, new[] { mean }, new[] { square }, new[] { step },
            rate, beta1, beta2, decay, epsilon)).Dispose();
    }
}

/// <summary>The numbers of one AdamW step.</summary>
internal readonly record struct AdamWRule(double Rate, double Beta1, double Beta2, double Decay, double Epsilon);
