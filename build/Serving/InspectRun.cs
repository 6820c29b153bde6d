using Recipes.Core;
using Recipes.Stages.Inspect;

namespace Recipes.Build.Serving;

/// <summary>From the command line to what is known of a folder.</summary>
internal static class InspectRun
{
    /// <summary>Prints it, and writes the rows asked for.</summary>
    public static void Run(BuildContext context)
    {
        var line = context.Request.Line;
        var chosen = ChosenModel.Of(context, needsModel: false);
        var inspection = ModelInspection.Of(
            chosen.Place.Folder,
            chosen.Place.AdapterFolder,
            chosen.Template,
            chosen.System
        );
        context.Say(inspection.Lines);
        if (line.Value("input") is { } input)
        {
            var output =
                line.Value("output")
                ?? throw new RecipeException(
                    Hosting.CommandLineProblems.BadValue("output", "", "given with --input", "rows.jsonl")
                );
            var rows = InspectedRows.Write(
                chosen.Place.Folder,
                chosen.Template,
                input,
                output,
                DateTime.Now,
                context.Cancellation
            );
            context.Say($"{rows} rows written to {output}");
        }

        if (inspection.Problems.Count > 0)
        {
            throw new RecipeException(2, inspection.Problems);
        }
    }
}
