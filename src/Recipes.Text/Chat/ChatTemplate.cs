using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Chat.Jinja;
using Recipes.Text.Tokenizers;

namespace Recipes.Text.Chat;

/// <summary>How a chat becomes text and ids, the same for training, evaluation and serving.</summary>
/// <remarks>The template's markers become special ids; what people wrote is encoded without recognising special tokens,
/// so no message can forge a turn, whoever wrote it. Where messages hold no special token's text, the ids equal those
/// of the whole rendering. The post-processor's tokens are not added: the template decides about BOS. Any number of
/// threads may use one.</remarks>
public sealed class ChatTemplate
{
    private static readonly Message[] _sample = [new("user", "a"), new("assistant", "b")];

    private readonly ModelTokenizer _tokenizer;
    private readonly ChatRenderer _renderer;
    private readonly string _source;
    private readonly IReadOnlyList<string> _special;
    private readonly IReadOnlyList<string> _ends;
    private readonly bool _hasGeneration;

    private ChatTemplate(ModelTokenizer tokenizer, ChatRenderer renderer, string source, bool hasGeneration)
    {
        _tokenizer = tokenizer;
        _renderer = renderer;
        _source = source;
        _hasGeneration = hasGeneration;
        _special = tokenizer.SpecialTexts;
        _ends = tokenizer.StopIds.Select(tokenizer.SpellingOf).OfType<string>().Where(_special.Contains).ToList();
        EndId = FindEnd();
    }

    /// <summary>64 hex digits that differ where renderings differ.</summary>
    public string Digest => ContentId.Digest("jinja", _source);

    /// <summary>The id that ends an answer: what the template puts behind one, else the folder's end token; -1 for
    /// none.</summary>
    public int EndId { get; }

    /// <summary>The Jinja source that renders.</summary>
    public string Source => _source;

    /// <summary>The template of a model folder, or the one that the recipe names.</summary>
    /// <param name="folder">chat_template.jinja there wins over chat_template.json and tokenizer_config.json, as in
    /// transformers.</param>
    /// <param name="recipeTemplate">The recipe's <c>template</c>: <c>auto</c> (the folder's own, else its family's), or
    /// <c>chatml</c>, <c>llama-2</c>, <c>baichuan</c>, <c>baichuan2</c>, <c>chatglm2</c>, <c>chatglm3</c>.</param>
    /// <param name="tokenizer">The folder's.</param>
    /// <exception cref="RecipeException">RCP5201 no template · RCP5202 the tokenizer lacks the markers · RCP5203 the
    /// recipe names a template that does not exist · RCP5204 the template's source is not read, with line and
    /// column.</exception>
    public static ChatTemplate Load(string folder, string recipeTemplate, ModelTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var own = recipeTemplate == "auto" ? TemplateFiles.Find(folder) : null;
        if (own is { } found)
        {
            return Make(found.Source, found.File, TemplateFiles.Tokens(folder), tokenizer);
        }

        var names = string.Join(", ", BuiltInTemplate.All.Select(t => t.Name));
        var builtIn =
            recipeTemplate == "auto" ? TemplateFiles.FamilyOf(folder, tokenizer) : BuiltInTemplate.Find(recipeTemplate);
        if (builtIn is null)
        {
            throw recipeTemplate == "auto"
                ? Refusal(
                    "RCP5201",
                    "the folder has no chat template",
                    $"write template: with the format that the model was trained on, one of {names}",
                    folder
                )
                : Refusal(
                    "RCP5203",
                    $"template is '{recipeTemplate}'",
                    $"write template: auto, or one of {names}",
                    folder
                );
        }

        var missing = builtIn.Markers.FirstOrDefault(marker => !tokenizer.SpecialTexts.Contains(marker));
        return missing is null
            ? Make(builtIn.Source, null, TemplateFiles.Tokens(folder), tokenizer)
            : throw Refusal(
                "RCP5202",
                $"the tokenizer has no special token {missing}, which {builtIn.Name} needs",
                "use a base model that was trained on this format",
                folder);
    }

    /// <summary>The chat as text.</summary>
    /// <param name="turns">In order; any roles that the template knows.</param>
    /// <param name="addGenerationPrompt">Whether the header of an assistant's turn follows, for the model to go
    /// on.</param>
    /// <exception cref="RecipeException">RCP5205: the template fails on this chat, with its own words.</exception>
    public string Render(IReadOnlyList<Message> turns, bool addGenerationPrompt) =>
        Render(Request(turns, addGenerationPrompt));

    /// <summary>The chat as text.</summary>
    /// <exception cref="RecipeException">RCP5205: the template fails on this chat, with its own words.</exception>
    public string Render(ChatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WithoutCuts(Rendered(request, null).Text);
    }

    /// <summary>The chat as ids with the training mask: the assistant's answers and the token that ends each are
    /// trained.</summary>
    /// <param name="turns">In order; any roles that the template knows.</param>
    /// <param name="addGenerationPrompt">As in <see cref="Render(IReadOnlyList{Message}, bool)"/>.</param>
    /// <exception cref="RecipeException">RCP5205 the template fails · RCP5206 the mask is not known.</exception>
    public EncodedChat Encode(IReadOnlyList<Message> turns, bool addGenerationPrompt) =>
        Encode(Request(turns, addGenerationPrompt));

    /// <summary>The chat as ids with the training mask.</summary>
    /// <remarks>A token is trained when its first character lies in an answer; every token of a character that spans
    /// several is. Answers are what stands in <c>{% generation %}</c>; in a template without it, what follows the
    /// rendering that asks for the answer, up to the first token of <see cref="ModelTokenizer.StopIds"/> that the
    /// template itself put there.</remarks>
    /// <exception cref="RecipeException">RCP5205 the template fails · RCP5206 the mask is not known.</exception>
    public EncodedChat Encode(ChatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (guard, rendering) = Marked(request);
        var answers = _hasGeneration
            ? OwnSpans(rendering)
            : new AnswerSpans(this, request, guard, rendering.Text).Find();
        return Tokenized(rendering.Text, guard.Mark, answers);
    }

    /// <summary>The ids of a prompt; no mask, so it also works where the mask is not known.</summary>
    /// <exception cref="RecipeException">RCP5205: the template fails on this chat.</exception>
    public IReadOnlyList<int> EncodePrompt(ChatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (guard, rendering) = Marked(request);
        return Tokenized(rendering.Text, guard.Mark, []).Ids;
    }

    /// <summary>What is wrong with a training sample: nothing trained, no end token under the loss, a second
    /// BOS.</summary>
    /// <param name="turns">A sample as it will be trained.</param>
    public IReadOnlyList<Problem> Check(IReadOnlyList<Message> turns)
    {
        var encoded = Encode(turns, addGenerationPrompt: false);
        var trained = encoded.Ids.Where((_, i) => encoded.IsTrained[i]).ToList();
        var problems = new List<Problem>();
        void Add(bool isWrong, string fact, string remedy) =>
            problems.AddRange(
                isWrong
                    ?
                    [
                        new Problem
                        {
                            Code = "RCP5207",
                            Fact = fact,
                            Remedy = remedy,
                        },
                    ]
                    : []
            );
        Add(
            trained.Count == 0,
            "the chat template trains no token of the sample",
            "give the sample an assistant's turn"
        );
        Add(
            trained.Count > 0 && !_tokenizer.StopIds.Contains(trained[^1]),
            "the last answer ends without an end token, so the model would not learn to stop",
            "use a template that ends an answer with a token that generation_config.json names as eos_token_id");
        Add(
            _tokenizer.BosId is { } bos && encoded.Ids.Take(2).Count(id => id == bos) == 2,
            "the chat begins with two BOS tokens",
            "remove one of them from the chat template");
        Add(
            _tokenizer.PadId is { } pad && pad == EndId,
            "the padding token is the token that ends answers",
            "nothing to do here, since padding is masked by position; other trainers would unteach stopping");
        return problems;
    }

    /// <summary>A template that lies in no folder.</summary>
    internal static ChatTemplate Of(string source, Dictionary<string, string> tokens, ModelTokenizer tokenizer) =>
        Make(source, null, tokenizer: tokenizer, tokens: tokens);

    internal JinjaRendering Rendered(ChatRequest request, SpecialTextGuard? guard)
    {
        try
        {
            return _renderer.Render(request, guard is null ? null : guard.Guard);
        }
        catch (JinjaException e)
        {
            throw _renderer.Failure(e);
        }
    }

    /// <summary>The first place at or behind an offset where the template itself ended an answer; null for
    /// none.</summary>
    internal int? EndOfAnswer(string marked, int from) => _ends
        .Select(end => (Place: marked.IndexOf(end, from, StringComparison.Ordinal), end.Length))
        .Where(found => found.Place >= 0)
        .OrderBy(found => found.Place)
        .Select(found => (int?)found.Place + found.Length)
        .FirstOrDefault();

    private static ChatTemplate Make(
        string source,
        string? file,
        Dictionary<string, string> tokens,
        ModelTokenizer tokenizer
    )
    {
        var template = JinjaTemplate.Read(source, file);
        return new(tokenizer, new(template, tokens), source, template.HasGeneration);
    }

    private static ChatRequest Request(IReadOnlyList<Message> turns, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var messages = turns.Select(turn => new Dictionary<string, string>
        {
            ["role"] = turn.Role,
            ["content"] = turn.Content,
        });
        return new()
        {
            Messages = JsonSerializer.SerializeToElement(messages),
            AddGenerationPrompt = addGenerationPrompt,
        };
    }

    private static RecipeException Refusal(string code, string fact, string remedy, string folder) =>
        new(new Problem { Code = code, Fact = fact, Remedy = remedy, File = folder });

    private static string WithoutCuts(string text) =>
        text.Replace($"{BuiltInTemplate.Cut}", "", StringComparison.Ordinal);

    private static List<(int Start, int End)> OwnSpans(JinjaRendering rendering) => !rendering.HasHiddenSpan
        ? rendering.Spans.ToList()
        : throw Refusal(
            "RCP5206",
            "the chat template marks what is trained inside a macro, filter or set block, where its place is not known",
            "move {% generation %} out of the block",
            "chat template");

    private (SpecialTextGuard Guard, JinjaRendering Rendering) Marked(ChatRequest request)
    {
        var guard = new SpecialTextGuard(
            _special,
            request.Messages.GetRawText() + string.Concat(Texts(request.Messages))
        );
        return (guard, Rendered(request, guard));
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString() ?? ""],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value).Prepend(p.Name)),
        _ => [],
    };

    private EncodedChat Tokenized(string marked, char mark, IReadOnlyList<(int Start, int End)> answers)
    {
        var (ids, isTrained) = (new List<int>(), new List<bool>());
        var start = 0;
        foreach (var part in marked.Split(BuiltInTemplate.Cut))
        {
            var bounds = answers
                .SelectMany(a => new[] { a.Start - start, a.End - start })
                .Select(b => Math.Clamp(b, 0, part.Length))
                .ToList();
            var run = _tokenizer.EncodeMarked(part, mark, bounds);
            foreach (var token in run.Tokens)
            {
                var at = token.Offset.Start.Value;
                ids.Add(token.Id);
                isTrained.Add(
                    Enumerable
                        .Range(0, bounds.Count / 2)
                        .Any(i => at >= run.Bounds[2 * i] && at < run.Bounds[2 * i + 1])
                );
            }

            start += part.Length + 1;
        }

        return new() { Ids = ids, IsTrained = isTrained };
    }

    private int FindEnd()
    {
        try
        {
            var asked = Rendered(Request(_sample[..1], addGenerationPrompt: true), null).Text;
            var whole = Rendered(Request(_sample, addGenerationPrompt: false), null).Text;
            var end = whole.StartsWith(asked, StringComparison.Ordinal) ? EndOfAnswer(whole, asked.Length) : null;
            var token = end is { } e
                ? _ends.Where(t => whole.AsSpan(0, e).EndsWith(t, StringComparison.Ordinal)).MaxBy(t => t.Length)
                : null;
            return (token is null ? null : _tokenizer.IdOf(token)) ?? _tokenizer.EosId ?? -1;
        }
        catch (RecipeException) // a template that wants other chats; the folder's own end token is what is known then
        {
            return _tokenizer.EosId ?? -1;
        }
    }
}
