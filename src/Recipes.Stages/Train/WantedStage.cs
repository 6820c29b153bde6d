using Recipes.Engine;
using Recipes.Stages.ChooseMethod;

namespace Recipes.Stages.Train;

/// <summary>Nothing of the recipe enters.</summary>
internal sealed record WantedSpec;

/// <summary>One bit: a rung is trained if the rules want it and no rung before it passed.</summary>
internal sealed class WantedStage : IStage<WantedSpec, (Rung Rung, IReadOnlyList<bool> PassedBefore), bool>
{
    public StageId Id { get; } = new("wanted", Version: 1);

    public bool Run(WantedSpec spec, (Rung Rung, IReadOnlyList<bool> PassedBefore) input, StageContext context) =>
        input.Rung.Wanted && !input.PassedBefore.Contains(true);
}
