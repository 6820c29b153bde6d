using System.Runtime.CompilerServices;
using Recipes.Torch;

namespace Recipes.Tests.Torch;

internal static class LoadTorch
{
    /// <summary>Registers the loader before any test touches a type of TorchSharp.</summary>
    [ModuleInitializer]
    internal static void Register() =>
        RuntimeHelpers.RunModuleConstructor(typeof(TorchRuntime).Module.ModuleHandle);
}
