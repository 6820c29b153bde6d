using Recipes.Torch;
using Recipes.Torch.Models;
using Recipes.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Models;

/// <summary>Our kernels against libtorch's operators and their gradients. 37 channels: two vectors of 16 and a
/// rest.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public class RowKernelsTests
{
    private const int N = 5;
    private const int C = 37;
    private const double Tolerance = 2e-6; // float32 sums of some tens of terms of size 1

    [Fact]
    public void Norm_and_its_gradients_equal_autograd()
    {
        using var scope = Seeded();
        var (x, w, dy) = (randn(N, C, requires_grad: true), randn(C, requires_grad: true), randn(N, C));
        var expected = x * (x.square().mean([1], keepdim: true) + 1e-3).rsqrt() * w;
        expected.backward([dy]);

        var (dx, dw) = (zeros(N, C), zeros(C));
        var actual = RowKernels.RmsNorm(x.detach(), w.detach(), 1e-3, ScalarType.Float32);
        RowKernels.RmsNormBackward(dy, x.detach(), w.detach(), 1e-3, dx, dw);

        Near(expected, actual);
        Near(x.grad!, dx);
        Near(w.grad!, dw);
    }

    [Fact]
    public void SwiGlu_and_its_gradients_equal_autograd()
    {
        using var scope = Seeded();
        var (x, dy) = (randn(N, 2 * C), randn(N, C));
        x.mul_(8); // reaches both tails of the sigmoid
        var leaf = x.clone().requires_grad_(true);
        var expected = nn.functional.silu(leaf.narrow(1, 0, C)) * leaf.narrow(1, C, C);
        expected.backward([dy]);

        var actual = RowKernels.SwiGlu(x);
        RowKernels.SwiGluBackward(x, dy);

        Near(expected, actual, 1e-4);
        Near(leaf.grad!, x, 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Cross_entropy_and_its_gradient_equal_autograd(double size)
    {
        using var scope = Seeded();
        var logits = randn(N, C).mul_(size.ToScalar());
        long[] targets = [0, 3, 36, 17, 16];
        var leaf = logits.clone().requires_grad_(true);
        var expected = nn.functional.cross_entropy(leaf, tensor(targets), reduction: nn.Reduction.Sum);
        expected.backward();

        var actual = RowKernels.CrossEntropy(logits, targets, share: 1);

        Assert.Equal(expected.item<float>(), actual, 1e-3);
        Near(leaf.grad!, logits);
    }

    [Fact]
    public void Bf16_is_rounded_as_libtorch_rounds_it()
    {
        using var scope = Seeded();
        var floats = cat([randn(101).mul_(1000), tensor(new[] { 1.00390625f, 1.01171875f, float.PositiveInfinity, float.NaN, 0f, -0f, 3e38f, 1e-40f })], 0);

        var bits = new ushort[floats.numel()];
        Lanes.Narrow(floats.data<float>().ToArray(), bits);
        var back = new float[bits.Length];
        Lanes.Widen(bits, back);

        Assert.Equal(floats.to(ScalarType.BFloat16).to(ScalarType.Float32).data<float>().ToArray(), back);
    }

    [Fact]
    public void A_stream_of_bf16_is_added_in_float32()
    {
        using var scope = Seeded();
        var (x, y) = (randn(N, C), randn(N, C).to(ScalarType.BFloat16));

        Near(x + y.to(ScalarType.Float32), RowKernels.Add(x, y), 0);
    }

    private static DisposeScope Seeded()
    {
        TorchRuntime.EnsureLoaded();
        random.manual_seed(5);
        return NewDisposeScope();
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance = Tolerance) =>
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, (float)tolerance);
}
