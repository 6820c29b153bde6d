using System.Text.Json;
using Recipes.Core;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

/// <summary>A project in a temporary folder: <c>project/.git</c>, a base model, documents, items, and a tool folder beside.</summary>
internal sealed class RecipeFolder : IDisposable
{
    public const string Minimal = "recipe: 1\nname: tiny\nbase: model\nsources:\n  - files: documents/*.md\n";

    public RecipeFolder()
    {
        Root = Directory.CreateTempSubdirectory("recipes-yaml-").FullName;
        Directory.CreateDirectory(At(".git"));
        Write("model/config.json", "{}");
        Write("documents/a.md", "# A");
        Write("documents/b.md", "# B");
        Write("imported/pairs.jsonl", "");
        Write("general/g.jsonl", "");
        Write("items/i.jsonl", "");
        File.WriteAllText(Directory.CreateDirectory(Path.Combine(Tool, "recipes", "general")).FullName + "/rows.jsonl", "");
        File.WriteAllText(Directory.CreateDirectory(Path.Combine(Tool, "recipes", "general-evaluation")).FullName + "/five.jsonl", "");
    }

    public string Root { get; }

    public string Tool => Path.Combine(Root, "tool");

    public string Project => Path.Combine(Root, "project");

    public ReaderOptions Options => new() { ToolFolder = Tool, WorkingFolder = Project };

    public string At(string relative) => Path.Combine(Project, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), text);
    }

    public RecipeReading Read(string yaml, params string[] sets)
    {
        Write("recipe.yaml", yaml);
        return RecipeReader.Read(At("recipe.yaml"), sets, Options);
    }

    /// <summary>All problems as the user sees them, without the temporary folder's name.</summary>
    public string Problems(string yaml, params string[] sets) =>
        string.Join("\n", Read(yaml, sets).Problems).Replace(Root, "ROOT", StringComparison.Ordinal);

    /// <summary>Everything in a recipe, for comparison, without the temporary folder's name.</summary>
    public string Json(Recipe recipe) =>
        JsonSerializer.Serialize(recipe, JsonLines.Indented).Replace(Root, "ROOT", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
