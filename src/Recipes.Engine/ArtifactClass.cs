namespace Recipes.Engine;

/// <summary>How far an output repeats elsewhere; decides what the lock file holds about it.</summary>
public enum ArtifactClass
{
    /// <summary>Equal bytes on every machine.</summary>
    Exact,

    /// <summary>Pinned answers of a model or a server, replayed and not asked again.</summary>
    Recorded,

    /// <summary>Equal bytes within one numeric class, which is the set of the node's facts.</summary>
    Numeric,
}
