using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;
using Recipes.Torch.Training;

namespace Recipes.Stages.Models;

/// <summary>Conversations as token ids: the base's tokenizer with its chat template.</summary>
internal sealed class ChatText(ModelTokenizer tokenizer, ChatTemplate template, int context)
{
    private const int MostContext = 2048; // design, section 6: train.context auto

    /// <summary>Longest row where the recipe says auto: the smaller of 2,048 and the model's.</summary>
    public int Context => Math.Min(MostContext, context);

    public ModelTokenizer Tokenizer => tokenizer;

    /// <summary>What renders.</summary>
    public ChatTemplate Template => template;

    /// <summary>Reads a model folder's tokenizer files.</summary>
    /// <param name="folder">With tokenizer.json.</param>
    /// <param name="templateName">The recipe's <c>template</c>.</param>
    /// <param name="context">The model's longest row.</param>
    /// <exception cref="RecipeException">A tokenizer or template that is not built.</exception>
    public static ChatText Load(string folder, string templateName, int context)
    {
        var tokenizer = FolderTokenizer.Load(folder);
        return new(tokenizer, ChatTemplate.Load(folder, templateName, tokenizer), context);
    }

    /// <summary>All tokens of a rendered conversation, and those under the loss.</summary>
    public (int Tokens, int Trained) Lengths(IReadOnlyList<Message> turns)
    {
        var encoded = template.Encode(turns, addGenerationPrompt: false);
        return (encoded.Ids.Count, encoded.TrainedCount);
    }

    /// <summary>A row whose assistant turns are under the loss.</summary>
    /// <param name="id">Names the row in problems.</param>
    /// <param name="turns">The conversation.</param>
    public TokenRow Row(string id, IReadOnlyList<Message> turns)
    {
        var encoded = template.Encode(turns, addGenerationPrompt: false);
        return new TokenRow(id, [.. encoded.Ids], [.. encoded.IsTrained]);
    }

    /// <summary>A row of which every token is under the loss; a text without a question is not wrapped in a turn.</summary>
    /// <param name="id">Names the row in problems.</param>
    /// <param name="turns">The conversation.</param>
    public TokenRow WholeRow(string id, IReadOnlyList<Message> turns)
    {
        int[] ids = turns is [{ Role: "assistant" } text]
            ? [.. tokenizer.EncodeUntrusted(text.Content), template.EndId]
            : [.. template.Encode(turns, addGenerationPrompt: false).Ids];
        return new TokenRow(id, ids, Enumerable.Repeat(true, ids.Length).ToArray());
    }

    /// <summary>The ids after which the model answers.</summary>
    public int[] Prompt(IReadOnlyList<Message> turns) => [.. template.Encode(turns, addGenerationPrompt: true).Ids];

    /// <summary>A reply without special tokens.</summary>
    public string Text(IEnumerable<int> ids) => tokenizer.Decode(ids, skipSpecial: true);
}
