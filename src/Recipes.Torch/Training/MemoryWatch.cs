using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Native;

namespace Recipes.Torch.Training;

/// <summary>Plans a run into the memory there is, and compares what a step takes with the estimate.</summary>
internal sealed class MemoryWatch
{
    private const double Tolerance = 0.15;
    private const long Noise = 128 << 20; // code of libtorch that is first used, compiled methods: measured 60 to 110 MiB

    private readonly TrainingJob _job;
    private readonly long _estimate;
    private readonly long _before = ProcessMemory.ResidentBytes();

    /// <param name="job">Before anything is loaded.</param>
    /// <param name="config">The base's shape.</param>
    /// <exception cref="RecipeException">Exit code 3: the run does not fit into its memory.</exception>
    public MemoryWatch(TrainingJob job, ModelConfig config)
    {
        _job = job;
        Plan = MemoryPlan.Of(job.Spec, job.Train.Concat(job.Validation).Max(row => row.Ids.Length));
        if (job.MemoryBytes is { } limit)
        {
            Plan = Plan with { Recomputes = MemoryEstimate.Of(config, Plan).TotalBytes > limit };
            if (Plan.Recomputes && MemoryEstimate.Of(config, Plan).TotalBytes > limit)
            {
                throw MemoryAdvice.TooLarge(config, Plan, limit);
            }
        }

        _estimate = MemoryEstimate.Of(config, Plan).TotalBytes;
    }

    /// <summary>The run, with layers computed again where they must be.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>Runs a step that counts for nothing, and warns where it took more than estimated.</summary>
    public void Compare(Action probe, Action<RunEvent> emit)
    {
        probe();
        var taken = ProcessMemory.ResidentBytes() - _before;
        emit(new MeasureEvent("estimatedBytes", _estimate) { Node = _job.Node });
        if (_before > 0 && taken - _estimate > Math.Max(Noise, Tolerance * _estimate))
        {
            emit(new WarningEvent(string.Create(
                CultureInfo.InvariantCulture,
                $"a step of the longest rows took {taken / 1048576} MiB, the estimate is {_estimate / 1048576} MiB")) { Node = _job.Node });
        }
    }
}
