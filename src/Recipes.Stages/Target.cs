using Recipes.Yaml;

namespace Recipes.Stages;

/// <summary>The targets of the command line that run nodes, in the order of the pipeline.</summary>
public static class Target
{
    /// <summary>Documents to facts.</summary>
    public const string Extract = nameof(Extract);

    /// <summary>Facts that repeat others leave.</summary>
    public const string Dedupe = nameof(Dedupe);

    /// <summary>Split, phrase and blend: the training data.</summary>
    public const string Mix = nameof(Mix);

    /// <summary>Which rungs are wanted.</summary>
    public const string ChooseMethod = nameof(ChooseMethod);

    /// <summary>Train, try out, select.</summary>
    public const string Train = nameof(Train);

    /// <summary>Base against tuned on test.</summary>
    public const string Evaluate = nameof(Evaluate);

    /// <summary>report.html.</summary>
    public const string Report = nameof(Report);

    /// <summary>The selected model in the forms that other programs load.</summary>
    public const string Deliver = nameof(Deliver);

    /// <summary>All of them in order.</summary>
    public static IReadOnlyList<string> All { get; } = [Extract, Dedupe, Mix, ChooseMethod, Train, Evaluate, Report, Deliver];

    /// <summary>What targets read: a file is asked for only by the stage that reads it.</summary>
    /// <param name="targets">Any of the command line's; one that runs no node reads the recipe as a whole.</param>
    internal static RecipeInputs InputsOf(IReadOnlyList<string> targets) =>
        targets.Count > 0 && targets.All(t => t is Extract or Dedupe) ? RecipeInputs.Sources : RecipeInputs.All;
}
