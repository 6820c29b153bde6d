using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Training;

namespace Recipes.Torch;

/// <summary>What to change where a run does not fit into memory.</summary>
public static class MemoryAdvice
{
    private const int Offered = 3;

    /// <summary>The problem of a run that does not fit, with the settings that would.</summary>
    /// <param name="config">The base's shape.</param>
    /// <param name="plan">The run.</param>
    /// <param name="memoryBytes">What there is; null where it ran out without a known limit.</param>
    public static RecipeException TooLarge(ModelConfig config, MemoryPlan plan, long? memoryBytes)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var needed = MemoryEstimate.Of(config, plan with { Recomputes = true }).TotalBytes;
        var limit = memoryBytes ?? needed;
        var smaller = Smaller(config, plan).Where(one => one.Bytes < needed).OrderByDescending(one => one.Bytes).ToList();
        var fitting = smaller.Where(one => one.Bytes <= limit).Take(Offered).ToList();
        var offered = fitting.Count > 0 ? fitting : smaller.TakeLast(1).ToList();
        return new(3, [new()
        {
            Code = "RCP6316",
            Fact = $"training ({plan.Method.Word()}, {plan.Precision.Word()}) needs about {Gibibytes(needed)} of memory"
                + (memoryBytes is null ? ", and there was not enough" : $", and there are {Gibibytes(limit)}"),
            Remedy = (fitting.Count > 0 ? "any of these fits: " : "nothing here fits; the smallest is ")
                + string.Join(" · ", offered.Select(one => $"{one.Setting} ({Gibibytes(one.Bytes)})")),
        }]);
    }

    /// <summary>True where an exception of libtorch says that memory ran out.</summary>
    /// <param name="exception">Of a computation.</param>
    public static bool IsOutOfMemory(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is OutOfMemoryException
            || exception.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<(string Setting, long Bytes)> Smaller(ModelConfig config, MemoryPlan plan)
    {
        var half = plan with { Precision = Precision.BFloat16, KeepsHalfWeights = true };
        var row = Math.Max(256, plan.LongestRow / 2);
        List<(string, MemoryPlan)> changes =
        [
            ("train.precision: bf16", plan with { Precision = Precision.BFloat16 }),
            ("train.optimizer: adamw-8bit", plan with { Optimizer = OptimizerKind.AdamW8Bit }),
            ($"train.context: {row}", plan with { LongestRow = row }),
            ("train: { precision: bf16, weights: bf16 }", half),
            ("train: { precision: bf16, weights: bf16, optimizer: adamw-8bit }", half with { Optimizer = OptimizerKind.AdamW8Bit }),
            ("method.ladder: [lora]", plan with { Method = TrainingMethod.Lora }),
            ("method.ladder: [qlora]", plan with { Method = TrainingMethod.QLora }),
        ];
        return changes.Where(change => plan.TrainsBase || !change.Item2.KeepsHalfWeights)
            .Select(change => (change.Item1, MemoryEstimate.Of(config, change.Item2 with { Recomputes = true }).TotalBytes));
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB");
}
