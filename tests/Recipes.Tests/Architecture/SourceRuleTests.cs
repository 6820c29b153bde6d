using System.Text.RegularExpressions;
using Recipes.Testing;

namespace Recipes.Tests.Architecture;

public sealed partial class SourceRuleTests
{
    private const int LineLimit = 400;

    private static List<string> Sources(params string[] folders) =>
        folders.SelectMany(f => Directory.GetFiles(Path.Combine(RepositoryRoot.Path, f), "*.cs", SearchOption.AllDirectories)).ToList();

    [Fact]
    public void No_source_file_is_longer_than_four_hundred_lines()
    {
        var tooLong = Sources("src", "build", "tests").Where(f => File.ReadLines(f).Count() > LineLimit);

        Assert.Empty(tooLong);
    }

    /// <summary>TorchSharp frees the hidden factor of such a sum while it is used; see Sums. Scalars with a name live.</summary>
    [Fact]
    public void No_sum_of_tensors_has_a_hidden_factor()
    {
        var sums = Sources("src/Recipes.Torch").SelectMany(File.ReadLines).Where(line => !line.Contains("///", StringComparison.Ordinal) && SumOfTensors().IsMatch(line));

        Assert.Empty(sums);
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var empty = Sources("src", "build").Where(f => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(f)));

        Assert.Empty(empty);
    }

    [Fact]
    public void Whoever_catches_everything_throws_it_on()
    {
        var broad = Sources("src").Where(f => BroadCatch().Matches(File.ReadAllText(f)).Any(m => !m.Value.Contains("throw;", StringComparison.Ordinal)));

        Assert.Empty(broad);
    }

    [Fact]
    public void No_stage_calls_another()
    {
        var root = Path.Combine(RepositoryRoot.Path, "src", "Recipes.Stages");
        var stages = Sources("src/Recipes.Stages").Where(f => Path.GetFileNameWithoutExtension(f).EndsWith("Stage", StringComparison.Ordinal)).ToList();
        var names = stages.Select(f => Path.GetFileNameWithoutExtension(f)).ToList();

        foreach (var file in Directory.GetDirectories(root).SelectMany(d => Directory.GetFiles(d, "*.cs", SearchOption.AllDirectories)))
        {
            var made = names.Where(n => File.ReadAllText(file).Contains($"new {n}(", StringComparison.Ordinal));
            Assert.True(!made.Any(), $"{file} makes {string.Join(", ", made)}: only Pipeline.cs wires stages");
        }

        Assert.True(stages.Count >= 10);
    }

    [Fact]
    public void Text_is_normalized_by_ICU() => Assert.Equal("1A", "１Ａ".Normalize(System.Text.NormalizationForm.FormKC));

    [GeneratedRegex(@"\.add_?\((?!.*\b(_one|rest1|epsilon)\))")]
    private static partial Regex SumOfTensors();

    [GeneratedRegex("Utils|Common|Misc|Manager|Extensions$|Helper")]
    private static partial Regex EmptyName();

    /// <summary>A catch of everything without a filter, with its block up to the closing brace of its indentation.</summary>
    [GeneratedRegex(@"^(?<indent> *)catch\s*(\(Exception\b[^)]*\))?\s*\n\k<indent>\{.*?\n\k<indent>\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BroadCatch();
}
