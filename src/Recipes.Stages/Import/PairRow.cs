using Recipes.Core;

namespace Recipes.Stages.Import;

/// <summary>A ready pair or conversation as a file holds it.</summary>
/// <param name="Line">1-based line or row in its file.</param>
/// <param name="Messages">At least a user's and an assistant's turn; a text alone is one assistant turn without a user's.</param>
/// <param name="Input">The text without the prompt around it; null where the file names none.</param>
/// <param name="Group">The group the file gives; empty where none.</param>
internal sealed record PairRow(int Line, IReadOnlyList<Message> Messages, string? Input, string Group)
{
    /// <summary>True for one question and one answer.</summary>
    public bool IsPlain => Messages is [{ Role: "user" }, { Role: "assistant" }];
}
