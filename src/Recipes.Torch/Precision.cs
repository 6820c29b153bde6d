using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch;

/// <summary>What matrices are multiplied in. Norms, losses, optimizer and the residual stream are float32
/// always.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>bfloat16 products; weights under training keep a float32 master.</summary>
    BFloat16,
}

/// <summary>Names of precisions as recipes write them.</summary>
public static class Precisions
{
    /// <summary>The precision of a recipe's word.</summary>
    /// <param name="word">float32, bf16, or null for auto: bf16 where the processor computes it, else float32.</param>
    /// <exception cref="RecipeException">Another word.</exception>
    public static Precision Of(string? word) => word switch
    {
        null or "auto" => TorchRuntime.BFloat16IsFast ? Precision.BFloat16 : Precision.Float32,
        "float32" => Precision.Float32,
        "bf16" => Precision.BFloat16,
        _ => throw new RecipeException(new Problem
        {
            Code = "RCP6301",
            Fact = $"train.precision must be auto, bf16 or float32 but is {word}",
            Remedy = "leave it out: auto takes bf16 where the processor computes it",
        }),
    };

    /// <summary>float32 or bf16.</summary>
    public static string Word(this Precision precision) => precision == Precision.BFloat16 ? "bf16" : "float32";

    /// <summary>TorchSharp's name.</summary>
    internal static ScalarType Type(this Precision precision) =>
        precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
