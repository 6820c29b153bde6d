using System.Text.Json;
using Recipes.Core;
using Recipes.Stages.Inspect;
using Recipes.Testing;

namespace Recipes.Tests.Stages.Inspect;

public sealed class InspectTests
{
    private static readonly string _nano = Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model");
    private static readonly DateTime _today = new(2024, 10, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public void A_whole_model_has_a_line_for_each_part_and_no_problem()
    {
        var inspection = ModelInspection.Of(_nano, null, "auto", "你是助手。");

        Assert.Empty(inspection.Problems);
        foreach (var part in new[] { "architecture", "parameters", "memory", "weights", "tokenizer", "template", "sample", "trained", "check" })
        {
            Assert.Contains(inspection.Lines, line => line.StartsWith(part, StringComparison.Ordinal));
        }

        Assert.Contains(inspection.Lines, line => line.StartsWith("sample", StringComparison.Ordinal) && line.Contains("你是助手。", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_part_that_would_be_refused_says_why_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", File.ReadAllText(Path.Combine(_nano, "config.json")));
        folder.Write("tokenizer.json", "{}");

        var inspection = ModelInspection.Of(folder.Path, null, "auto", null);

        Assert.Contains(inspection.Problems, problem => problem.Code == "RCP5304"); // no weights
        Assert.Contains(inspection.Problems, problem => problem.Code.StartsWith("RCP51", StringComparison.Ordinal)); // no tokenizer
        Assert.Contains(inspection.Lines, line => line.StartsWith("weights       refused: ", StringComparison.Ordinal));
        Assert.Contains(inspection.Lines, line => line.StartsWith("parameters", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_get_what_became_of_them_or_an_error()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.jsonl", """
            {"i": 1, "text": "车辆"}
            {"messages": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]}
            {"neither": 1}
            {"text": 5}
            """);

        var count = InspectedRows.Write(_nano, "auto", input, folder.File("out.jsonl"), _today, CancellationToken.None);

        var rows = JsonLines.Read<JsonElement>(folder.File("out.jsonl")).ToList();
        Assert.Equal(4, count);
        Assert.Equal("车辆", rows[0].GetProperty("decoded").GetString());
        Assert.Equal(rows[1].GetProperty("ids").GetArrayLength(), rows[1].GetProperty("assistant_mask").GetArrayLength());
        Assert.Contains(1, rows[1].GetProperty("assistant_mask").EnumerateArray().Select(one => one.GetInt32()));
        Assert.All(rows[2..], row => Assert.True(row.TryGetProperty("error", out _)));
    }

    [Fact]
    public void Rows_that_are_not_there_are_a_problem()
    {
        using var folder = new TemporaryFolder();

        var thrown = Assert.Throws<RecipeException>(() =>
            InspectedRows.Write(_nano, "auto", folder.File("none.jsonl"), folder.File("out.jsonl"), _today, CancellationToken.None));

        Assert.Equal("RCP1033", thrown.Problems[0].Code);
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Reference_rows_go_in_and_come_out_as_the_library_has_them()
    {
        using var folder = new TemporaryFolder();
        var folders = ReferenceData.Folders("tokenizers");
        Assert.SkipWhen(folders.Count == 0, "no reference data: tokenizers");
        var cases = 0;
        foreach (var tokenizer in folders)
        {
            var vectors = Path.Combine(tokenizer, "vectors.jsonl");
            InspectedRows.Write(tokenizer, "auto", vectors, folder.File("out.jsonl"), _today, CancellationToken.None);
            foreach (var (wanted, found) in JsonLines.Read<JsonElement>(vectors).Zip(JsonLines.Read<JsonElement>(folder.File("out.jsonl"))))
            {
                foreach (var name in new[] { "ids", "ids_with_special", "decoded" }.Where(name => wanted.TryGetProperty(name, out _)))
                {
                    Assert.Equal(wanted.GetProperty(name).ToString().Replace(" ", "", StringComparison.Ordinal), found.GetProperty(name).ToString().Replace(" ", "", StringComparison.Ordinal));
                }

                cases++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Inspect rows: {cases} cases of {folders.Count} tokenizers");
        Assert.True(cases > 0);
    }
}
