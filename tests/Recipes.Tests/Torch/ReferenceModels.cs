using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch.Files;

namespace Recipes.Tests.Torch;

/// <summary>The model folders of the reference data.</summary>
internal static class ReferenceModels
{
    /// <summary>Those that must load; every other one is skipped with a line.</summary>
    public static readonly string[] Wanted = ["qwen3", "qwen3-v4", "llama2-mha-sharded", "stories260k", "tinystories-656k"];

    /// <summary>Folders that are built, in ordinal order; prints the others with the reason.</summary>
    public static IReadOnlyList<string> Folders()
    {
        if (ReferenceData.Folders("models") is not { Count: > 0 } folders)
        {
            Assert.Skip("no reference data");
            return [];
        }

        var usable = new List<string>();
        foreach (var folder in folders)
        {
            var problems = ModelConfigReader.Unsupported(folder);
            var hasWeights = File.Exists(Path.Combine(folder, "model.safetensors"))
                || File.Exists(Path.Combine(folder, "model.safetensors.index.json"));
            if (problems.Count == 0 && hasWeights)
            {
                usable.Add(folder);
            }
            else
            {
                Print($"skipped {Path.GetFileName(folder)}: {(problems.Count > 0 ? problems[0].Fact : "no safetensors")}");
            }
        }

        Assert.All(Wanted, name => Assert.Contains(name, usable.Select(Path.GetFileName)));
        return usable;
    }

    public static JsonElement Read(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        return json.RootElement.Clone();
    }

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetInt32())];

    public static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetDouble())];

    public static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
