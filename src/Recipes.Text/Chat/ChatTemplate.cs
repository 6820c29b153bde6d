using System.Text;
using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Tokenizers;

namespace Recipes.Text.Chat;

/// <summary>How a chat becomes text and ids, the same for training, evaluation and serving.</summary>
/// <remarks>Markers become special ids; what people wrote is encoded without recognising special tokens, so no message can
/// forge a turn, whoever wrote it. Where messages hold no special token's text, the ids equal those of the whole rendering.
/// The post-processor's tokens are not added: the template decides about BOS, and ChatML has none, so there is never a second.</remarks>
public sealed class ChatTemplate
{
    private readonly ModelTokenizer _tokenizer;
    private readonly int _startId;
    private readonly int _endId;

    private ChatTemplate(ModelTokenizer tokenizer, string defaultSystem, int startId, int endId)
    {
        _tokenizer = tokenizer;
        DefaultSystem = defaultSystem;
        _startId = startId;
        _endId = endId;
    }

    /// <summary>The system prompt of a chat that begins without one; empty for none.</summary>
    public string DefaultSystem { get; }

    /// <summary>64 hex digits that differ where renderings differ.</summary>
    public string Digest => ContentId.Digest("chatml", DefaultSystem);

    /// <summary>The id that ends a turn.</summary>
    public int EndId => _endId;

    /// <summary>The template of a model folder, or the one that the recipe names.</summary>
    /// <param name="folder">chat_template.jinja there wins over tokenizer_config.json, as in transformers.</param>
    /// <param name="recipeTemplate">The recipe's <c>template</c>: <c>auto</c> (the folder's own) or <c>chatml</c>.</param>
    /// <param name="tokenizer">The folder's.</param>
    /// <exception cref="RecipeException">RCP5201 no template, or one that is not ChatML · RCP5202 the tokenizer lacks the markers ·
    /// RCP5203 the recipe names a template that does not exist.</exception>
    public static ChatTemplate Load(string folder, string recipeTemplate, ModelTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var defaultSystem = recipeTemplate switch
        {
            "chatml" => "",
            "auto" => FolderSystem(folder),
            _ => throw Refusal("RCP5203", $"template is '{recipeTemplate}'", "write template: auto or template: chatml", folder),
        };
        var start = tokenizer.MarkerId(ChatMl.Start);
        var end = tokenizer.MarkerId(ChatMl.End);
        return start is { } s && end is { } e
            ? new(tokenizer, defaultSystem, s, e)
            : throw Refusal(
                "RCP5202",
                $"the tokenizer has no special token {(start is null ? ChatMl.Start : ChatMl.End)}, which ChatML needs",
                "use a base model that was trained on ChatML",
                folder);
    }

    /// <summary>The chat as text.</summary>
    /// <param name="turns">In order; any roles.</param>
    /// <param name="addGenerationPrompt">Whether the header of an assistant's turn follows, for the model to go on.</param>
    public string Render(IReadOnlyList<Message> turns, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var text = new StringBuilder();
        foreach (var turn in WithSystem(turns))
        {
            text.Append(ChatMl.Start).Append(Header(turn.Role)).Append(turn.Content).Append(ChatMl.End).Append('\n');
        }

        return (addGenerationPrompt ? text.Append(ChatMl.Start).Append(Header("assistant")) : text).ToString();
    }

    /// <summary>The chat as ids with the training mask: the content of assistant turns and the end marker after it are trained.</summary>
    /// <param name="turns">In order; any roles.</param>
    /// <param name="addGenerationPrompt">As in <see cref="Render"/>.</param>
    /// <remarks>A token is trained when its first character belongs to the answer. An answer that begins with white space may
    /// share a token with the line end of the header; that token is not trained.</remarks>
    public EncodedChat Encode(IReadOnlyList<Message> turns, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var ids = new List<int>();
        var isTrained = new List<bool>();
        foreach (var turn in WithSystem(turns))
        {
            var isAnswer = turn.Role == "assistant";
            Add([_startId], false, ids, isTrained);
            AddTurn(turn, isAnswer, ids, isTrained);
            Add([_endId], isAnswer, ids, isTrained);
            Add(_tokenizer.EncodeUntrusted("\n"), false, ids, isTrained);
        }

        if (addGenerationPrompt)
        {
            Add([_startId], false, ids, isTrained);
            Add(_tokenizer.EncodeUntrusted(Header("assistant")), false, ids, isTrained);
        }

        return new() { Ids = ids, IsTrained = isTrained };
    }

    private static string FolderSystem(string folder)
    {
        var template = Source(folder) ?? throw Refusal(
            "RCP5201", "the folder has no chat template", "write template: chatml if the model was trained on ChatML", folder);
        return ChatMl.SystemOf(template) ?? throw Refusal(
            "RCP5201",
            "the folder's chat template is not ChatML, and others are not built yet",
            "write template: chatml if turns between <|im_start|> and <|im_end|> are what the model is to learn",
            folder);
    }

    private static string? Source(string folder)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        var configPath = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(configPath))
        {
            return null;
        }

        using var config = TokenizerFile.Open(configPath);
        var template = TokenizerFile.Child(config.RootElement, "chat_template");
        return template.ValueKind != JsonValueKind.Array
            ? TokenizerFile.TextOf(template)
            : template.EnumerateArray()
                .Where(named => TokenizerFile.TextOf(TokenizerFile.Child(named, "name")) == "default")
                .Select(named => TokenizerFile.TextOf(TokenizerFile.Child(named, "template")))
                .FirstOrDefault();
    }

    private static RecipeException Refusal(string code, string fact, string remedy, string folder) =>
        new(new Problem { Code = code, Fact = fact, Remedy = remedy, File = folder });

    private static string Header(string role) => role + "\n";

    private IEnumerable<Message> WithSystem(IReadOnlyList<Message> turns) =>
        DefaultSystem.Length > 0 && turns.Count > 0 && turns[0].Role != "system"
            ? turns.Prepend(new("system", DefaultSystem))
            : turns;

    /// <summary>Header and content are encoded as one text, since a token may reach across the line end between them.</summary>
    private void AddTurn(Message turn, bool isAnswer, List<int> ids, List<bool> isTrained)
    {
        var header = Header(turn.Role);
        if (!isAnswer)
        {
            Add(_tokenizer.EncodeUntrusted(header + turn.Content), false, ids, isTrained);
            return;
        }

        var headerLength = _tokenizer.EncodePlaced(header).Normalized.Length; // UTF-16 units, as token places are
        foreach (var token in _tokenizer.EncodePlaced(header + turn.Content).Tokens)
        {
            Add([token.Id], token.Offset.Start.Value >= headerLength, ids, isTrained);
        }
    }

    private static void Add(ReadOnlySpan<int> more, bool areTrained, List<int> ids, List<bool> isTrained)
    {
        foreach (var id in more)
        {
            ids.Add(id);
            isTrained.Add(areTrained);
        }
    }
}
