using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Host;

/// <summary>A recipe of two documents that goes as far as Dedupe, in a folder of its own whose name has a space.</summary>
public sealed class TinyRecipe : IDisposable
{
    /// <summary>Writes it.</summary>
    public TinyRecipe()
    {
        Folder = Directory.CreateTempSubdirectory("tiny recipe ").FullName;
        Directory.CreateDirectory(At("documents"));
        Directory.CreateDirectory(At("base"));
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model"), "*.json"))
        {
            File.Copy(file, At("base/" + Path.GetFileName(file))); // no weights: nothing is asked
        }

        Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*.md\n    kind: manual\n");
        Write("documents/a.md", "# 保修\n\n1.1 整车保修期为三年或十万公里。\n\n1.2 动力电池保修期为八年。\n");
        Write("documents/b.md", "# 充电\n\n2.1 家用充电桩的功率为七千瓦。\n");
    }

    /// <summary>Absolute.</summary>
    public string Folder { get; }

    /// <summary>Writes a file of the recipe.</summary>
    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    /// <summary>The absolute path of a file of the recipe.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a target with a store beside the recipe.</summary>
    public Task<HostCall> Make(string target, params string[] more) =>
        HostCall.Run([$"--recipe={At("recipe.yaml")}", $"--cache={At("cache")}", "--target=" + target, .. more], Folder);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
