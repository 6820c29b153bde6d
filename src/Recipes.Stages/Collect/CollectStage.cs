using Recipes.Engine;

namespace Recipes.Stages.Collect;

/// <summary>Nothing of the recipe enters.</summary>
internal sealed record CollectSpec;

/// <summary>Puts the lists of many nodes into one file, in the order of the nodes.</summary>
internal sealed class CollectStage<T>(string name) : IStage<CollectSpec, IReadOnlyList<IReadOnlyList<T>>, IReadOnlyList<T>>
{
    public StageId Id { get; } = new(name, Version: 1);

    public IReadOnlyList<T> Run(CollectSpec spec, IReadOnlyList<IReadOnlyList<T>> input, StageContext context) =>
        input.SelectMany(list => list).ToList();
}
