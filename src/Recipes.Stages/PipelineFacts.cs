namespace Recipes.Stages;

/// <summary>Facts of this machine that change results; they are parts of the keys of the stages that use them.</summary>
internal sealed record PipelineFacts
{
    /// <summary>Memory that training may plan for, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>bf16 or float32: what <c>train.precision: auto</c> means here.</summary>
    public required string Precision { get; init; }

    /// <summary>Threads of tensor operations.</summary>
    public required int Threads { get; init; }

    /// <summary>native or portable.</summary>
    public required string Numeric { get; init; }

    /// <summary>libtorch build, precision, instruction set and threads.</summary>
    public string NumericClass(string precision) => $"{Numeric}/{Torch.TorchRuntime.NumericClass(precision, Threads)}";

    /// <summary>cpu, cuda:0, …</summary>
    public required string Device { get; init; }
}
