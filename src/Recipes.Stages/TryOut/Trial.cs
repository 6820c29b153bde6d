using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.TryOut;

/// <summary>How a rung did on <c>dev</c>.</summary>
internal sealed record Trial
{
    /// <summary>The rung.</summary>
    public required string Method { get; init; }

    /// <summary>True where the rung was not wanted: nothing else is set then.</summary>
    public required bool Skipped { get; init; }

    /// <summary>True where every gate holds on dev by point estimate.</summary>
    public bool Passed { get; init; }

    /// <summary>True where no non-inferiority gate fails on dev.</summary>
    public bool ForgotNothing { get; init; }

    /// <summary>The metric domain on dev; null where not measured.</summary>
    public double? Domain { get; init; }

    /// <summary>Every gate with its value on dev.</summary>
    public IReadOnlyList<TrialGate> Gates { get; init; } = [];
}

/// <summary>A gate by point estimate.</summary>
/// <param name="Gate">As the recipe has it.</param>
/// <param name="Value">The value or difference; null where not measured.</param>
/// <param name="Holds">Whether it holds on dev.</param>
internal sealed record TrialGate(string Gate, double? Value, bool Holds);

/// <summary>Keeps a trial as <c>trial.json</c> and its bit as <c>passed.json</c>: the next rung waits for the bit alone.</summary>
internal sealed class TrialFormat : IFormat<Trial>
{
    public const string TrialFile = "trial.json";
    public const string PassedFile = "passed.json";

    /// <summary>The bit that the next rung waits for.</summary>
    public static Handle<bool> PassedOf(Handle<Trial> trial) => trial.Part(PassedFile, Formats.Json<bool>(PassedFile));

    public void Write(Trial value, string folder)
    {
        File.WriteAllText(Path.Combine(folder, TrialFile), JsonSerializer.Serialize(value, JsonLines.Indented) + "\n");
        File.WriteAllText(Path.Combine(folder, PassedFile), JsonSerializer.Serialize(value.Passed, JsonLines.Options));
    }

    public Trial Read(string folder) => Formats.Json<Trial>(TrialFile).Read(folder);
}
