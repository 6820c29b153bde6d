using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.ChooseMethod;

/// <summary>The decision with its reasons.</summary>
internal sealed record Choice(Decision Decision, IReadOnlyList<Reason> Reasons);

/// <summary>Keeps a choice as <c>decision.json</c> and <c>reasons.json</c>, and each rung as <c>rung-METHOD.json</c>, so that a
/// method's training depends on its own rung alone.</summary>
internal sealed class ChoiceFormat : IFormat<Choice>
{
    public const string DecisionFile = "decision.json";
    public const string ReasonsFile = "reasons.json";

    public static string RungFile(string method) => $"rung-{method}.json";

    /// <summary>One rung alone.</summary>
    public static Handle<Rung> RungOf(Handle<Choice> choice, string method) =>
        choice.Part(RungFile(method), Formats.Json<Rung>(RungFile(method)));

    public void Write(Choice value, string folder)
    {
        Save(DecisionFile, value.Decision);
        Save(ReasonsFile, value.Reasons);
        foreach (var rung in value.Decision.Rungs)
        {
            Save(RungFile(rung.Method), rung);
        }

        void Save<T>(string name, T part) =>
            File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(part, JsonLines.Indented) + "\n");
    }

    public Choice Read(string folder) => new(
        Formats.Json<Decision>(DecisionFile).Read(folder),
        Formats.Json<IReadOnlyList<Reason>>(ReasonsFile).Read(folder));
}
