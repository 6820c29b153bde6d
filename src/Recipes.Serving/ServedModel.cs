using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;
using Recipes.Torch;
using Recipes.Torch.Generation.Json;
using Recipes.Torch.Models;

namespace Recipes.Serving;

/// <summary>A loaded model with what turns text into its tokens.</summary>
public sealed class ServedModel : IDisposable
{
    private const int MostGrammars = 8; // each may hold 64 MB

    private readonly ChatTemplate? _template;
    private readonly RecipeException? _templateFault;
    private readonly Lazy<TokenBytes> _tokens;
    private readonly Dictionary<string, JsonGrammar> _grammars = new(StringComparer.Ordinal);

    private ServedModel(string name, Model model, ModelTokenizer? tokenizer, ChatTemplate? template, RecipeException? templateFault)
    {
        (Name, Model, Tokenizer, _template, _templateFault) = (name, model, tokenizer, template, templateFault);
        _tokens = new(() => new(TextTokens()));
        StopIds = (tokenizer?.StopIds ?? []).Concat(model.Config.EndIds).Order().ToHashSet();
        ChatStopIds = template is { EndId: >= 0 } ? new HashSet<int>([.. StopIds, template.EndId]) : StopIds;
    }

    /// <summary>What clients see.</summary>
    public string Name { get; }

    /// <summary>Owned by this object.</summary>
    public Model Model { get; }

    /// <summary>Null where the folder has none: then prompts are ids.</summary>
    public ModelTokenizer? Tokenizer { get; }

    /// <summary>The recipe's system prompt, put before a conversation that has none; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Ids that end a completion.</summary>
    public IReadOnlySet<int> StopIds { get; }

    /// <summary>Ids that end a chat's answer: those, and what the template puts behind one.</summary>
    public IReadOnlySet<int> ChatStopIds { get; }

    /// <summary>Longest sequence in tokens.</summary>
    public int Context => Model.Config.Context;

    /// <summary>Why there is no chat; null where there is.</summary>
    public Problem? ChatProblem => _templateFault?.Problems[0];

    /// <summary>Reads a model; a folder without tokenizer or chat template serves what needs none.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="template">The recipe's <c>template</c>, or <c>auto</c>.</param>
    /// <param name="system">The recipe's system prompt; null for none.</param>
    /// <param name="name">What clients see; null → the folder's name.</param>
    /// <exception cref="RecipeException">A model or tokenizer that is not built.</exception>
    public static ServedModel Load(
        ModelPlace place, Precision precision, string template = "auto", string? system = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(place);
        var hasTokenizer = File.Exists(Path.Combine(place.Folder, "tokenizer.json"))
            || File.Exists(Path.Combine(place.Folder, "tokenizer.model"));
        var tokenizer = hasTokenizer ? FolderTokenizer.Load(place.Folder) : null;
        var (chat, fault) = tokenizer is null ? (null, NoTokenizer(place.Folder)) : ReadTemplate(place.Folder, template, tokenizer);
        var model = Model.Load(place.Folder, precision, place.AdapterFolder);
        return new(name ?? place.Name, model, tokenizer, chat, fault) { System = system };
    }

    /// <summary>The chat template.</summary>
    /// <exception cref="RecipeException">There is none, with the reason.</exception>
    internal ChatTemplate Template => _template ?? throw _templateFault ?? NoTokenizer(Name);

    /// <summary>The tokenizer, for whoever cannot do without.</summary>
    /// <exception cref="RecipeException">There is none.</exception>
    internal ModelTokenizer NeededTokenizer => Tokenizer ?? throw NoTokenizer(Name);

    /// <summary>The grammar of a schema, null for any object. The last ones are kept: what one answer has met serves the
    /// next.</summary>
    /// <exception cref="RecipeException">The schema has what is not built.</exception>
    internal JsonGrammar Grammar(JsonElement? schema)
    {
        var key = schema?.GetRawText() ?? "";
        lock (_grammars)
        {
            if (!_grammars.TryGetValue(key, out var grammar))
            {
                grammar = schema is { } given ? JsonGrammar.Of(given, _tokens.Value) : JsonGrammar.AnyObject(_tokens.Value);
                if (_grammars.Count >= MostGrammars)
                {
                    _grammars.Clear();
                }

                _grammars.Add(key, grammar);
            }

            return grammar;
        }
    }

    /// <summary>The tokens that text is made of.</summary>
    private IEnumerable<(int Id, ReadOnlyMemory<byte> Bytes)> TextTokens()
    {
        for (var id = 0; Tokenizer is not null && id < Math.Min(Tokenizer.VocabularySize, Model.Config.Vocabulary); id++)
        {
            if (Tokenizer.TokenOf(id) is not null && !Tokenizer.IsSpecial(id) && !ChatStopIds.Contains(id))
            {
                yield return (id, Tokenizer.BytesOf(id));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static (ChatTemplate? Template, RecipeException? Fault) ReadTemplate(string folder, string name, ModelTokenizer tokenizer)
    {
        try
        {
            return (ChatTemplate.Load(folder, name, tokenizer), null);
        }
        catch (RecipeException fault)
        {
            return (null, fault);
        }
    }

    private static RecipeException NoTokenizer(string folder) => new(new Problem
    {
        Code = "RCP5402",
        Fact = "the model's folder has no tokenizer",
        Remedy = "send the prompt as a list of token ids to /v1/completions, or add tokenizer.json to the folder",
        File = folder,
    });
}
