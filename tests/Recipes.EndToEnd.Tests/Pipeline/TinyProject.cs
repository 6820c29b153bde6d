using System.Text;
using System.Text.Json;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Pipeline;

/// <summary>A whole project small enough to train in seconds: a base from scratch, and a recipe that tunes it on one document.</summary>
public sealed class TinyProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyProject()
    {
        Write("base/corpus.jsonl", Enumerable.Range(0, 60).Select(i => $$"""{"question": "重复：词{{i}}", "answer": "词{{i}}"}"""));
        Write("base/recipe.yaml", [
            "recipe: 1", "name: tiny-base", "base: { new: { layers: 1, hidden: 32, heads: 2, vocabulary: 400, context: 128 } }",
            "sources:", "  - pairs: corpus.jsonl", "mix: { general: [ corpus.jsonl ] }", "train: { steps: 12, tokens-per-step: 256 }",
            "evaluate: { general: items.jsonl, gate: [] }"]);
        Write("base/items.jsonl", Items("甲"));
        Write("tuned/documents/手册.md", ["# 手册", "", "## 参数", "", "| 项目 | 数值 |", "| --- | --- |", .. Enumerable.Range(1, 20).Select(i => $"| 部件{i}号 | {i * 7} mm |")]);
        Write("tuned/general.jsonl", Enumerable.Range(100, 60).Select(i => $$"""{"question": "重复：字{{i}}", "answer": "字{{i}}", "input": "字{{i}}"}"""));
        Write("tuned/items.jsonl", Items("乙"));
        Write("tuned/recipe.yaml", [
            "recipe: 1", "name: tiny", "base: ../base/out/model", "sources:", "  - files: documents/*.md", "extract: { pairs: 15 }",
            "mix: { general: [ general.jsonl ] }", "method: { ladder: [lora, full] }", "train: { steps: 12, tokens-per-step: 256 }",
            "evaluate:", "  general: items.jsonl", "  gate: [ domain >= 0.90 ]"]);
        Write(".git", ["the top of the project"]);
    }

    /// <summary>A file below the project.</summary>
    public string At(string relative) => Path.Combine(_folder.Path, relative);

    /// <summary>Runs a target of one of the two recipes.</summary>
    public Task<HostCall> Run(string recipe, string target, params string[] more) =>
        HostCall.Run(Words(recipe, target, more));

    /// <summary>Runs a target until it is to get a signal.</summary>
    public Task<HostCall> RunUntil(Func<bool> isDoomed, string signal, string recipe, string target, params string[] more) =>
        HostCall.Run(Words(recipe, target, more), isDoomed: _ => isDoomed(), signal: signal);

    /// <summary>The state of every stage by run.json.</summary>
    public IReadOnlyDictionary<string, string> States(string recipe)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(At($"{recipe}/out/run.json")));
        return run.RootElement.GetProperty("stages").EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString() ?? "", s => s.GetProperty("state").GetString() ?? "");
    }

    /// <summary>The words of a call; a later --cache wins nothing, so one given replaces the usual one.</summary>
    private string[] Words(string recipe, string target, string[] more) =>
    [
        $"--target={target}", $"--recipe={At(recipe)}/recipe.yaml", "--threads=1", .. more,
        .. more.Any(word => word.StartsWith("--cache=", StringComparison.Ordinal)) ? [] : new[] { $"--cache={At("cache")}" },
    ];

    public void Dispose() => _folder.Dispose();

    public void Write(string relative, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(relative)) ?? "/");
        File.WriteAllText(At(relative), string.Join('\n', lines) + "\n", new UTF8Encoding(false));
    }

    private static IEnumerable<string> Items(string mark) => new[] { "segmentation", "syntax", "semantics", "disambiguation", "understanding" }
        .SelectMany(d => Enumerable.Range(0, 6).Select(i => $$"""{"id": "{{d}}-{{i}}", "dimension": "{{d}}", "prompt": "说出{{mark}}{{d}}{{i}}的答案", "gold": "{{mark}}", "scorer": "exact"}"""));
}
