using Recipes.Testing;

namespace Recipes.Benchmarks;

/// <summary>build.sh as a whole process where nothing changed, beside an empty program of the same runtime (ICU on).</summary>
/// <remarks>Budget: 2.5 times, with 10,000 documents 3 times (design, section 10). Target Dedupe, so that no model is
/// trained first; a run with nothing to do looks at the watched paths alone, whatever its target.</remarks>
internal static class NothingChanged
{
    private const int Rounds = 20;

    public static void Run()
    {
        using var folder = new TemporaryFolder();
        var hello = Hello(Path.Combine(folder.Path, "hello"));
        var rows = new List<(Figures Figures, Action<Figures> Time)>
        {
            (new Figures("dotnet hello.dll"), f => f.Add(Calls.Time("dotnet", [hello]))),
        };
        foreach (var documents in new[] { 4, 1_000, 10_000 })
        {
            var words = Project(Path.Combine(folder.Path, $"p{documents}"), documents);
            Calls.Time(Path.Combine(RepositoryRoot.Path, "build.sh"), words);
            rows.Add((new Figures($"build.sh, {documents} documents"), f => f.Add(Calls.Time(Path.Combine(RepositoryRoot.Path, "build.sh"), words))));
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (figures, time) in rows)
            {
                time(figures);
            }
        }

        foreach (var (figures, _) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures}   {figures.Median / rows[0].Figures.Median:0.00}x"));
        }
    }

    private static string[] Project(string folder, int documents)
    {
        for (var i = 0; i < documents; i++)
        {
            var part = Path.Combine(folder, "documents", $"{i / 500:00}");
            Directory.CreateDirectory(part);
            File.WriteAllText(Path.Combine(part, $"{i:00000}.md"), $"# 部件{i}号\n\n长度：{i} mm。\n");
        }

        File.WriteAllText(Path.Combine(folder, ".git"), "the top of the project");
        File.WriteAllText(
            Path.Combine(folder, "recipe.yaml"),
            "recipe: 1\nname: many\nbase: model\nsources:\n  - files: documents/**/*.md\n");
        return ["--target=Dedupe", $"--recipe={folder}/recipe.yaml", $"--cache={folder}/cache"];
    }

    /// <summary>The smallest program of this runtime.</summary>
    private static string Hello(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "hello.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(\"hello\");\n");
        Calls.Time("dotnet", ["build", folder, "-c", "Release", "-o", Path.Combine(folder, "out"), "-v:q"]);
        return Path.Combine(folder, "out", "hello.dll");
    }
}
