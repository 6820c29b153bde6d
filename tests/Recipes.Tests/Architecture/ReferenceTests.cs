using System.Xml.Linq;
using Recipes.Testing;

namespace Recipes.Tests.Architecture;

/// <summary>Arrows run one way: build → {Stages, Serving} → {Engine, Yaml, Documents, Torch} → Text → Core.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["Recipes.Core"] = [],
        ["Recipes.Text"] = ["Recipes.Core"],
        ["Recipes.Engine"] = ["Recipes.Core"],
        ["Recipes.Yaml"] = ["Recipes.Core"],
        ["Recipes.Documents"] = ["Recipes.Core", "Recipes.Text"],
        ["Recipes.Torch"] = ["Recipes.Core", "Recipes.Text"],
        ["Recipes.Serving"] = ["Recipes.Core", "Recipes.Text", "Recipes.Torch"],
        ["Recipes.Stages"] = ["Recipes.Core", "Recipes.Engine", "Recipes.Yaml", "Recipes.Text", "Recipes.Documents", "Recipes.Torch"],
    };

    [Fact]
    public void Every_project_below_src_references_only_what_lies_below_it()
    {
        var projects = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories);

        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension((string?)r.Attribute("Include") ?? ""));

            Assert.True(_allowed.ContainsKey(name), $"{name} has no row in the reference table");
            Assert.Empty(references.Except(_allowed[name]));
        }

        Assert.Equal(_allowed.Count, projects.Length);
    }

    [Theory]
    [InlineData("YamlDotNet", "Recipes.Yaml")]
    [InlineData("TorchSharp", "Recipes.Torch")]
    [InlineData("Microsoft.Data.Sqlite", "Recipes.Engine")]
    [InlineData("PdfPig", "Recipes.Documents")]
    [InlineData("AngleSharp", "Recipes.Documents")]
    [InlineData("Scriban.Signed", "Recipes.Stages")]
    public void A_package_stays_in_its_project(string package, string owner)
    {
        var users = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => XDocument.Load(p).Descendants("PackageReference").Any(r => (string?)r.Attribute("Include") == package))
            .Select(p => Path.GetFileNameWithoutExtension(p));

        Assert.Equal([owner], users);
    }

    [Fact]
    public void Only_build_references_Cake()
    {
        var users = Directory.GetFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
            .Where(p => !p.Contains("/artifacts/", StringComparison.Ordinal))
            .Where(p => File.ReadAllText(p).Contains("Cake.", StringComparison.Ordinal))
            .Select(p => Path.GetFileNameWithoutExtension(p));

        Assert.Equal(["build"], users);
    }
}
