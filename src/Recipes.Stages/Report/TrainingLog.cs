using System.Text.Json;

namespace Recipes.Stages.Report;

/// <summary>The losses of <c>training.jsonl</c>.</summary>
internal sealed record TrainingLog(IReadOnlyList<(int Step, double Loss)> Train, IReadOnlyList<(int Step, double Loss)> Validation)
{
    public static TrainingLog Parse(string jsonLines)
    {
        var train = new List<(int, double)>();
        var validation = new List<(int, double)>();
        foreach (var line in jsonLines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var step = json.RootElement.GetProperty("step").GetInt32();
            if (json.RootElement.TryGetProperty("loss", out var loss))
            {
                train.Add((step, loss.GetDouble()));
            }
            else if (json.RootElement.TryGetProperty("validationLoss", out loss))
            {
                validation.Add((step, loss.GetDouble()));
            }
        }

        return new(train, validation);
    }
}
