using Recipes.Engine;
using Recipes.Stages.TryOut;

namespace Recipes.Stages.Select;

/// <summary>The rung that goes on to Evaluate.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Passed">True where every gate held on dev; else the best of what there was.</param>
/// <param name="Why">One sentence.</param>
internal sealed record Selection(string Method, bool Passed, string Why);

/// <summary>Nothing of the recipe enters: the trials say it all.</summary>
internal sealed record SelectSpec;

/// <summary>Takes the first rung that passed; else the best domain score among those that forgot nothing; else the best
/// domain score. The last two are marked failed; Evaluate scores the selected one in any case.</summary>
internal sealed class SelectStage : IStage<SelectSpec, IReadOnlyList<Trial>, Selection>
{
    public StageId Id { get; } = new("select", Version: 1);

    public Selection Run(SelectSpec spec, IReadOnlyList<Trial> input, StageContext context)
    {
        var ran = input.Where(t => !t.Skipped).ToList();
        if (ran.Find(t => t.Passed) is { } first)
        {
            return new(first.Method, Passed: true, "the first rung whose gates all hold on dev");
        }

        var faithful = ran.Where(t => t.ForgotNothing).ToList();
        return faithful.Count > 0
            ? new(Best(faithful).Method, Passed: false, "no rung passed; the best domain score among those that forgot nothing")
            : new(Best(ran).Method, Passed: false, "no rung passed and all forgot; the best domain score");
    }

    private static Trial Best(List<Trial> trials) => trials.OrderByDescending(t => t.Domain ?? 0).First(); // stable: the earlier rung wins a tie
}
