using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Recipes.Testing;

namespace Recipes.Tests.Architecture;

/// <summary>Whoever changes a stage says whether its output changes: the version moves, or a line tells why it does
/// not.</summary>
/// <remarks>A digest covers the C# files of the stage's folder, not the libraries it calls: a change there that moves an
/// output needs a new version too, and only the author can know it.</remarks>
public sealed partial class StageVersionTests
{
    private const string ApprovedFile = "tests/Recipes.Tests/Architecture/StageVersions.txt";

    [Fact]
    public void A_stage_whose_sources_moved_has_a_new_version_or_a_reason()
    {
        var approved = Approved();

        var moved = Folders().Where(f => !approved.Contains(f.Line)).Select(f => f.Line).ToList();

        Assert.True(
            moved.Count == 0,
            $"These stages moved. Where an output changes, raise the stage's version and replace its line in {ApprovedFile}; "
            + "where none does, add below its line `no-change: REASON` and then the new line.\n" + string.Join('\n', moved));
    }

    [Fact]
    public void Every_version_has_one_digest_or_reasons_between()
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, ApprovedFile));
        for (var i = 1; i < lines.Length; i++)
        {
            var isSameStage = !lines[i].StartsWith('#') && Key(lines[i]) == Key(lines[i - 1]);
            Assert.False(isSameStage, $"line {i + 1}: a second digest of one version needs a `no-change:` line before it");
        }
    }

    private static string Key(string line) => line[..Math.Max(0, line.LastIndexOf(' '))];

    private static HashSet<string> Approved() => File.ReadLines(Path.Combine(RepositoryRoot.Path, ApprovedFile))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Of each folder with stages its name, their names and versions, and the digest of its sources.</summary>
    private static IEnumerable<(string Name, string Line)> Folders() =>
        Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src", "Recipes.Stages")).Order(StringComparer.Ordinal)
            .Select(folder => (Folder: folder, Sources: Directory
                .GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(f => File.ReadAllText(f).ReplaceLineEndings("\n")).ToList()))
            .Select(f => (Path.GetFileName(f.Folder), Stages: f.Sources.SelectMany(s => StageName().Matches(s)), f.Sources))
            .Where(f => f.Stages.Any())
            .Select(f => (f.Item1, $"{f.Item1}: {string.Join(", ", f.Stages.Select(Named))} {Digest(f.Sources)}"));

    private static string Named(Match stage) => $"{stage.Groups["name"].Value.Trim('"')} {stage.Groups["version"].Value}";

    private static string Digest(IEnumerable<string> sources) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', sources))))[..16];

    [GeneratedRegex(@"StageId Id \{ get; \} = new\((?<name>""?[a-z-]+""?), Version: (?<version>\d+)\)")]
    private static partial Regex StageName();
}
