using System.Runtime.CompilerServices;
using Recipes.Torch;

namespace Recipes.Tests.Torch;

internal static class LoadTorch
{
    /// <summary>The collection of tests that compute: threads per operation are a setting of the whole process, and
    /// bits
    /// depend on it.</summary>
    public const string OneAfterTheOther = "torch";

    /// <summary>Registers the loader before any test touches a type of TorchSharp.</summary>
    [ModuleInitializer]
    internal static void Register() =>
        RuntimeHelpers.RunModuleConstructor(typeof(TorchRuntime).Module.ModuleHandle);
}
