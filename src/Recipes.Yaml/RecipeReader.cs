using Recipes.Core;
using Recipes.Yaml.Keys;
using Recipes.Yaml.Paths;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml;

/// <summary>recipe.yaml → <see cref="Recipe"/>, or every problem in it with its place and what to write
/// instead.</summary>
public static class RecipeReader
{
    private static readonly KeyWords _root = new() { Name = "", Meaning = "recipe: 1, name, base and sources" };

    /// <summary>Reads and checks; never throws for what a recipe holds. Lists folders, and opens no file but the
    /// recipe.</summary>
    /// <param name="path">The recipe file, absolute or relative to the current folder.</param>
    /// <param name="sets">The <c>key.path=value</c>s of <c>--set</c>, applied in order before anything is
    /// checked.</param>
    /// <param name="options">What the host knows.</param>
    public static RecipeReading Read(string path, IReadOnlyList<string> sets, ReaderOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(options);
        var file = Path.GetFullPath(path, options.WorkingFolder);
        var folder = Path.GetDirectoryName(file) ?? file;
        var shown = Shown(file, options.WorkingFolder);
        var roots = Roots.Of(folder, options.AllowedFolders);
        if (!roots.Hold(file))
        {
            return Failed([new()
            {
                Code = Codes.FileOutside,
                File = shown,
                Fact = "the recipe file is a link to a file outside its project",
                Remedy = "put the file itself here",
            }]);
        }

        var early = new List<Problem>();
        return FileText.Read(file, shown, early) is { } source
            ? ReadText(source, sets, file, new RecipeFiles(folder, roots, options))
            : Failed(early);
    }

    private static RecipeReading ReadText(SourceText source, IReadOnlyList<string> sets, string file, RecipeFiles files)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read(source, shift: 0, problems);
        if (root is null)
        {
            return Failed(problems.Count > 0
                ? problems.InOrder()
                : [source.Problem(0, Codes.Empty, "the file holds nothing but comments", _root.Remedy)]);
        }

        for (var i = 0; i < sets.Count; i++)
        {
            Overrides.Apply(root, sets[i], i + 1, problems);
        }

        var reading = new Reading(problems);
        var recipe = Resolved(root, file, files, reading);
        var found = problems.InOrder();
        if (found.Where(p => p.Code == Codes.Version).ToList() is [_, ..] version)
        {
            return Failed(version); // what another version allows is not ours to judge
        }

        return new() { Recipe = found.Count == 0 ? recipe : null, Problems = found, Warnings = reading.Warnings, Keys = reading };
    }

    private static Recipe? Resolved(Node root, string file, RecipeFiles files, Reading reading)
    {
        if (!RecipeKeys.All.Form.TryRead(new("", _root, root), reading, out var written))
        {
            return null;
        }

        var recipe = files.Resolve(written with { File = file }, reading);
        CrossChecks.Run(recipe, files.Options.Needed, reading);
        return recipe;
    }

    private static RecipeReading Failed(IReadOnlyList<Problem> problems) =>
        new() { Recipe = null, Problems = problems, Warnings = [] };

    private static string Shown(string file, string workingFolder) => Roots.IsWithin(file, workingFolder)
        ? Path.GetRelativePath(workingFolder, file).Replace('\\', '/')
        : file;
}
