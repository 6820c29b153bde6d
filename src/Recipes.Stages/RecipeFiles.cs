using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Collect;
using Recipes.Stages.Import;
using Recipes.Stages.Items;
using Recipes.Stages.ReadDocuments;

namespace Recipes.Stages;

/// <summary>The files that a recipe names, as handles with their names relative to the recipe's folder.</summary>
internal sealed class RecipeFiles
{
    public RecipeFiles(Graph graph, Recipe recipe)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var sources = new List<SourceDocuments>();
        foreach (var source in recipe.Sources)
        {
            var files = source.Matches.Where(taken.Add).Select(path => (Path: path, Name: Name(recipe, path))).ToList();
            if (source.Pairs is not null)
            {
                Pairs.AddRange(files.Select(f => (new ImportSpec(f.Name, recipe.Privacy), graph.File(f.Path, f.Name))));
            }
            else if (files.Count > 0)
            {
                Documents.AddRange(files.Select(f => (new DocumentSpec(f.Name, source.Kind, recipe.Privacy), graph.File(f.Path, f.Name))));
                sources.Add(new(source.Files ?? "", files.Select(f => f.Name).ToList()));
            }
        }

        ProblemsSpec = new(sources);
        General = recipe.Mix.General.Where(taken.Add).Select(p => (new ImportSpec(Name(recipe, p), Privacy: null), graph.File(p, Name(recipe, p)))).ToList();
        ItemsSpec = new(Names(recipe, recipe.Evaluate.General), Names(recipe, recipe.Evaluate.Domain));
        ItemFiles = Graph.All(recipe.Evaluate.General.Concat(recipe.Evaluate.Domain).Select(p => graph.File(p, Name(recipe, p))).ToList());
    }

    public List<(DocumentSpec Spec, Handle<SourceFile> File)> Documents { get; } = [];

    public List<(ImportSpec Spec, Handle<SourceFile> File)> Pairs { get; } = [];

    public IReadOnlyList<(ImportSpec Spec, Handle<SourceFile> File)> General { get; }

    public ProblemsSpec ProblemsSpec { get; }

    public ItemsSpec ItemsSpec { get; }

    /// <summary>General items, then the customer's, in the order of <see cref="ItemsSpec"/>.</summary>
    public Handle<IReadOnlyList<SourceFile>> ItemFiles { get; }

    /// <summary>Relative to the recipe's folder, with <c>/</c>.</summary>
    public static string Name(Recipe recipe, string path) =>
        Path.GetRelativePath(recipe.Folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private static List<string> Names(Recipe recipe, IReadOnlyList<string> paths) => paths.Select(p => Name(recipe, p)).ToList();
}
