using Recipes.Torch.Models;
using Recipes.Torch.Native;
using TorchSharp;

namespace Recipes.Tests.Torch.Native;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class GelusTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_are_the_librarys_own(bool isExact)
    {
        using var scope = torch.NewDisposeScope();
        float[] x = [.. Enumerable.Range(-120, 241).Select(i => i / 12f)];
        var y = new float[x.Length];

        if (isExact)
        {
            Gelus.Exact(x, y);
        }
        else
        {
            Gelus.ByTanh(x, y);
        }

        Assert.All(Kernels.Gelu(torch.tensor(x), isExact).data<float>().Zip(y), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }
}
