namespace Recipes.Engine;

/// <summary>What became of a node, worst last.</summary>
public enum NodeState
{
    /// <summary>Nothing had changed since this recipe's last run.</summary>
    UpToDate,

    /// <summary>Taken from the store without running: another run had made it, or published files were
    /// missing.</summary>
    Restored,

    /// <summary>Its stage ran.</summary>
    Ran,

    /// <summary>Its stage threw.</summary>
    Failed,
}
