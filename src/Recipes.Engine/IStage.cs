namespace Recipes.Engine;

/// <summary>A pure function of its spec and its input; the context gives it folders and a voice, no facts.</summary>
/// <typeparam name="TSpec">The values of the recipe that it reads, and only those: each leaf of its JSON is a part of
/// the key.</typeparam>
/// <typeparam name="TInput">What it reads of other nodes.</typeparam>
/// <typeparam name="TOutput">What it makes.</typeparam>
public interface IStage<in TSpec, in TInput, TOutput>
{
    /// <summary>Name and version, constant.</summary>
    StageId Id { get; }

    /// <summary>Computes the output.</summary>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    TOutput Run(TSpec spec, TInput input, StageContext context);
}
