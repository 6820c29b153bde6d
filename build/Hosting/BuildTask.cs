namespace Recipes.Build.Hosting;

/// <summary>A Cake task: what it is called, what it needs, and the one call that does it.</summary>
internal abstract class BuildTask
{
    /// <summary>The target's name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for <c>--description</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Names of the tasks that run before it.</summary>
    public virtual string[] DependsOn => [];

    /// <summary>Whether it works on a recipe: then every problem of the recipe is shown before anything runs.</summary>
    public virtual bool NeedsRecipe => true;

    /// <summary>Whether it is a stage, whose outcome a snapshot may stand for.</summary>
    public virtual bool IsStage => false;

    /// <summary>Does it.</summary>
    public abstract void Run(BuildContext context);
}
