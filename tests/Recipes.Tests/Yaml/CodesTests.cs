using System.Reflection;
using System.Text.RegularExpressions;
using Recipes.Testing;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

public class CodesTests
{
    [Fact]
    public void The_README_lists_every_code_once()
    {
        var codes = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal).ToList();
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/Recipes.Yaml/README.md"));

        var listed = Regex.Matches(readme, @"^\| (RCP\d{4}) ", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(codes);
        Assert.Equal(codes.Distinct(), codes);
        Assert.Equal(codes, listed);
    }
}
