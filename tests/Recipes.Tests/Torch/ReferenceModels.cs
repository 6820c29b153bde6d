using System.Text.Json;
using Recipes.Testing;

namespace Recipes.Tests.Torch;

/// <summary>The model folders of the reference data.</summary>
internal static class ReferenceModels
{
    /// <summary>Every folder with weights, in ordinal order. A folder whose weights must be written by its own script
    /// first is taken from the folder of temporary files where somebody ran it (<c>expand</c>, see the data's README),
    /// else skipped with a line. One that does not load is a failure, not a skip.</summary>
    /// <returns>The folder of the model, and that of its reference.</returns>
    public static IReadOnlyList<(string Model, string Reference)> Folders()
    {
        if (ReferenceData.Folders("models") is not { Count: > 0 } folders)
        {
            Assert.Skip("no reference data");
            return [];
        }

        var usable = folders.Select(folder => (Model: Weights(folder), Reference: folder)).ToList();
        foreach (var (_, reference) in usable.Where(one => one.Model is null))
        {
            Print($"skipped {Path.GetFileName(reference)}: expand it to {Expanded(reference)}");
        }

        return [.. usable.Where(one => one.Model is not null).Select(one => (one.Model!, one.Reference))];
    }

    /// <summary>Checks every folder, also after one failed, and fails with all reasons.</summary>
    /// <param name="what">Printed with the number of cases.</param>
    /// <param name="check">Gets the folders of model and reference; gives its number of cases.</param>
    public static void Every(string what, Func<string, string, int> check)
    {
        var faults = new List<string>();
        var (folders, cases) = (Folders(), 0);
        foreach (var (model, reference) in folders)
        {
            try
            {
                cases += check(model, reference);
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or Recipes.Core.RecipeException)
            {
                faults.Add($"{Path.GetFileName(reference)}: {e}");
            }
        }

        Print($"{what}: {cases} cases of {folders.Count} models, {faults.Count} models failed");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.True(cases > 0);
    }

    /// <summary>The folder that holds the weights of a model; null where there are none.</summary>
    public static string? Weights(string folder) => HasWeights(folder) ? folder
        : HasWeights(Expanded(folder)) ? Expanded(folder) : null;

    private static string Expanded(string folder) => Path.Combine(Path.GetTempPath(), "recipes-expanded", Path.GetFileName(folder));

    private static bool HasWeights(string folder) => Directory.Exists(folder)
        && (Directory.GetFiles(folder, "*.safetensors").Length > 0 || Directory.GetFiles(folder, "pytorch_model*.bin").Length > 0);

    public static JsonElement Read(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        return json.RootElement.Clone();
    }

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetInt32())];

    public static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetDouble())];

    public static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
