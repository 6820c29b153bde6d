using System.Diagnostics;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>A host that is killed cannot tidy up: its reading processes end by themselves.</summary>
public sealed class KilledHostTests : IDisposable
{
    private readonly TinyRecipe _recipe = new();

    public void Dispose() => _recipe.Dispose();

    [Fact]
    public async Task It_leaves_no_reading_process_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are listed by /proc");
        for (var i = 0; i < 4; i++)
        {
            new DocxFile { Body = string.Concat(Enumerable.Repeat(DocxFile.P("段落"), 200_000)) }.Write(_recipe.At("documents"), $"{i}.docx");
        }

        _recipe.Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*\n    kind: manual\n");
        var workers = new HashSet<int>();

        await HostCall.Run(
            [$"--recipe={_recipe.At("recipe.yaml")}", $"--cache={_recipe.At("cache")}", "--target=Extract"], _recipe.Folder, isDoomed: id =>
            {
                workers.UnionWith(ReadingProcesses(id));
                return workers.Count > 0;
            });

        Assert.NotEmpty(workers);
        var patience = Stopwatch.StartNew();
        while (workers.Any(IsReading) && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(workers, IsReading);
        Assert.False(File.Exists(_recipe.At("out/facts.jsonl"))); // it was killed in the middle
    }

    private static IEnumerable<int> ReadingProcesses(int host) => Directory.GetDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
        .Where(id => id > 0 && IsReading(id) && ParentOf(id) == host);

    private static bool IsReading(int process) => Text($"/proc/{process}/cmdline").Contains("--document-worker", StringComparison.Ordinal);

    private static int ParentOf(int process)
    {
        var line = Text($"/proc/{process}/status").Split('\n').FirstOrDefault(l => l.StartsWith("PPid:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[5..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Empty where the process is gone.</summary>
    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
