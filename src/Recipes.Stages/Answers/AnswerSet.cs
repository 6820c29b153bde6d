using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Answers;

/// <summary>What a model replied to a list of items.</summary>
/// <param name="Skipped">True where the model was not trained: then there are no replies.</param>
/// <param name="Replies">In the order of the items.</param>
internal sealed record AnswerSet(bool Skipped, IReadOnlyList<Reply> Replies);

/// <summary>Keeps an answer set as <c>replies.jsonl</c> and <c>skipped.json</c>.</summary>
internal sealed class AnswerSetFormat : IFormat<AnswerSet>
{
    public const string RepliesFile = "replies.jsonl";
    public const string SkippedFile = "skipped.json";

    public void Write(AnswerSet value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, RepliesFile), value.Replies);
        File.WriteAllText(Path.Combine(folder, SkippedFile), JsonSerializer.Serialize(value.Skipped, JsonLines.Options));
    }

    public AnswerSet Read(string folder) => new(
        Formats.Json<bool>(SkippedFile).Read(folder),
        JsonLines.Read<Reply>(Path.Combine(folder, RepliesFile)).ToList());
}
