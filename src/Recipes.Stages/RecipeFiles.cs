using Recipes.Core;
using Recipes.Documents.External;
using Recipes.Documents.Workers;
using Recipes.Engine;
using Recipes.Stages.Collect;
using Recipes.Stages.Import;
using Recipes.Stages.Items;
using Recipes.Stages.ReadDocuments;

namespace Recipes.Stages;

/// <summary>The files that a recipe names, as handles with their names relative to the recipe's folder.</summary>
internal sealed class RecipeFiles
{
    private readonly Lazy<string> _recognizer = new(PageRecognizer.Versions);
    private readonly Lazy<string> _converter = new(OfficeConverter.Version);

    public RecipeFiles(Graph graph, Recipe recipe, DocumentReadings readings)
    {
        Reader = new ReadDocumentStage(readings);
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
                Documents.AddRange(files.Select(f => (Spec(source, recipe.Privacy, f.Path, f.Name), graph.File(f.Path, f.Name))));
                readings.Expect(files.Select(f => new ReadRequest { File = f.Path, Path = f.Name, Kind = source.Kind }));
                sources.Add(new(source.Files ?? "", files.Select(f => f.Name).ToList()));
            }
        }

        ProblemsSpec = new(sources);
        General = recipe.Mix.General.Where(taken.Add).Select(p => (new ImportSpec(Name(recipe, p), Privacy: null), graph.File(p, Name(recipe, p)))).ToList();
        ItemsSpec = new(Names(recipe, recipe.Evaluate.General), Names(recipe, recipe.Evaluate.Domain));
        ItemFiles = Graph.All(recipe.Evaluate.General.Concat(recipe.Evaluate.Domain).Select(p => graph.File(p, Name(recipe, p))).ToList());
    }

    /// <summary>One for all documents of the session.</summary>
    public ReadDocumentStage Reader { get; }

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

    /// <summary>Programs are asked for their version only where one takes part.</summary>
    private DocumentSpec Spec(SourceSpec source, PrivacySpec privacy, string path, string name)
    {
        var isConverted = OfficeConverter.TargetOf(path) is not null;
        var isRecognized = source.Ocr is not null && Path.GetExtension(path).Equals(".pdf", StringComparison.OrdinalIgnoreCase);
        var programs = isConverted ? _converter.Value : isRecognized ? _recognizer.Value : null;
        return new(name, source.Kind, privacy, isRecognized ? source.Ocr : null, programs);
    }

    private static List<string> Names(Recipe recipe, IReadOnlyList<string> paths) => paths.Select(p => Name(recipe, p)).ToList();
}
