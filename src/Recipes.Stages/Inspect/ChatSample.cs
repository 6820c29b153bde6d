using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Stages.Inspect;

/// <summary>One small chat as training and serving see it: the rendering, the tokens under the loss, what is wrong.</summary>
internal static class ChatSample
{
    /// <summary>A part's name and what is to say of it, on one line.</summary>
    public static string Line(string part, string text) => $"{part,-14}{text}";

    /// <summary>Text on one line.</summary>
    public static string Visible(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>The lines of a sample by a base's folder; none where it has no tokenizer.</summary>
    /// <param name="folder">Of the base.</param>
    /// <param name="template">The recipe's <c>template</c>.</param>
    /// <param name="system">The recipe's system prompt; null for none.</param>
    /// <exception cref="RecipeException">A tokenizer or template that is not built; RCP5206: the template asks otherwise than
    /// it teaches.</exception>
    public static IReadOnlyList<string> Of(string folder, string template, string? system)
    {
        if (!File.Exists(Path.Combine(folder, "tokenizer.json")) && !File.Exists(Path.Combine(folder, "tokenizer.model")))
        {
            return [];
        }

        var tokenizer = FolderTokenizer.Load(folder);
        return [.. Lines(tokenizer, ChatTemplate.Load(folder, template, tokenizer), system).Select(line => Line(line.Part, line.Text))];
    }

    /// <summary>What is to say of a sample: the text, the trained tokens, whether serving renders alike, and each
    /// fault.</summary>
    public static IEnumerable<(string Part, string Text)> Lines(ModelTokenizer tokenizer, ChatTemplate chat, string? system)
    {
        List<Message> sample = [new("user", "你好, who are you?"), new("assistant", "A model.")];
        if (system is not null)
        {
            sample.Insert(0, new("system", system));
        }

        var encoded = chat.Encode(sample, addGenerationPrompt: false);
        var asked = chat.Encode(sample[..^1], addGenerationPrompt: true).Ids;
        return
        [
            ("sample", Visible(chat.Render(sample, addGenerationPrompt: false))),
            ("trained", string.Join(" ", encoded.Ids.Where((_, i) => encoded.IsTrained[i])
                .Select(id => $"{id}={Visible(tokenizer.Decode([id], skipSpecial: false))}"))),
            ("check", asked.SequenceEqual(encoded.Ids.Take(asked.Count)) ? "training and serving render the question alike"
                : "the question renders otherwise in training than in serving"),
            .. chat.Check(sample).Select(problem => ("check", $"{problem.Fact}; {problem.Remedy}")),
        ];
    }
}
