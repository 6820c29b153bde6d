namespace Recipes.Yaml;

/// <summary>Kinds of files that a recipe names. A file is asked for only where something reads it.</summary>
[Flags]
public enum RecipeInputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Files of <c>sources</c>.</summary>
    Sources = 1,

    /// <summary>The folder of <c>base</c>.</summary>
    Base = 2,

    /// <summary>Files of <c>mix.general</c>.</summary>
    General = 4,

    /// <summary>Files of <c>evaluate.general</c> and <c>evaluate.domain</c>.</summary>
    Evaluation = 8,

    /// <summary>All of them.</summary>
    All = Sources | Base | General | Evaluation,
}
