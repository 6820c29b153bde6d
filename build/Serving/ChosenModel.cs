using Recipes.Core;
using Recipes.Serving;

namespace Recipes.Build.Serving;

/// <summary>The model that the command line means: that of <c>--model</c>, else the recipe's selected one.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Template">The recipe's, or auto.</param>
/// <param name="System">The recipe's system prompt; null for none.</param>
internal sealed record ChosenModel(ModelPlace Place, string Template, string? System)
{
    /// <summary>A recipe is read where the command line names one, or no model.</summary>
    /// <param name="context">Of the run.</param>
    /// <param name="needsModel">False → a folder with tokenizer files alone will do.</param>
    public static ChosenModel Of(BuildContext context, bool needsModel = true)
    {
        var line = context.Request.Line;
        var (given, adapterBase) = (line.Value("model"), line.Value("base"));
        if (given is not null && line.Value("recipe") is null)
        {
            return new(Find(given, adapterBase, null, needsModel), "auto", null);
        }

        context.OpenRecipe();
        var session = context.Session;
        var folder = given ?? Selected(session.OutFolder, session.BaseFolder);
        return new(Find(folder, adapterBase, session.BaseFolder, needsModel), session.Template, session.System);
    }

    private static ModelPlace Find(string folder, string? adapterBase, string? fallback, bool needsModel) =>
        !needsModel
        && (File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "tokenizer.model")))
        && !File.Exists(Path.Combine(folder, "adapter_config.json"))
            ? new() { Folder = folder }
            : ModelPlace.Find(folder, adapterBase, fallback);

    /// <summary>The folder that training left; empty where the base itself was selected.</summary>
    private static string Selected(string outFolder, string? baseFolder)
    {
        var model = Path.Combine(outFolder, "model");
        if (!Directory.Exists(model))
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP1032",
                Fact = "the recipe has no selected model yet",
                Remedy = "make it by --target=Report, or name a folder by --model=DIR",
                File = model,
            });
        }

        return Directory.EnumerateFileSystemEntries(model).Any() ? model : baseFolder ?? model;
    }
}
