using Recipes.Core;

namespace Recipes.Text.Chat.Jinja;

/// <summary>What a rendering gave.</summary>
/// <param name="Text">The rendering.</param>
/// <param name="Spans">Places of generation blocks, UTF-16 units, end exclusive, in order.</param>
/// <param name="HasHiddenSpan">Whether one stood where its place is not known: in a macro, filter or set block.</param>
internal sealed record JinjaRendering(string Text, IReadOnlyList<(int Start, int End)> Spans, bool HasHiddenSpan);

/// <summary>A template, read once. Rendering changes nothing outside, runs no code but this and always ends.</summary>
/// <remarks>Behaves as transformers' sandbox does: trim_blocks, lstrip_blocks, loop controls, <c>{% generation %}</c>,
/// <c>tojson</c> without HTML escapes, <c>raise_exception</c>, <c>strftime_now</c>, lists and dicts that cannot be
/// changed.</remarks>
internal sealed class JinjaTemplate
{
    private readonly IReadOnlyList<Statement> _body;
    private readonly string _source;
    private readonly string? _file;

    private JinjaTemplate(IReadOnlyList<Statement> body, string source, string? file)
    {
        _body = body;
        _source = source;
        _file = file;
    }

    /// <summary>Reads a source.</summary>
    /// <param name="source">Any line ends; one at the very end is dropped.</param>
    /// <param name="file">Named in problems.</param>
    /// <exception cref="RecipeException">RCP5204: what is not read, with line and column.</exception>
    public static JinjaTemplate Read(string source, string? file)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        text = text.EndsWith('\n') ? text[..^1] : text;
        try
        {
            return new(new JinjaParser(new JinjaLexer(text).Read()).Parse(), text, file);
        }
        catch (JinjaException e)
        {
            throw Refusal(e, "RCP5204", text, file);
        }
    }

    /// <summary>Whether the template itself says what is trained.</summary>
    public bool HasGeneration => _source.Contains("endgeneration", StringComparison.Ordinal);

    /// <summary>Whether the source holds a word.</summary>
    public bool Mentions(string word) => _source.Contains(word, StringComparison.Ordinal);

    /// <summary>Renders.</summary>
    /// <param name="variables">Values as <see cref="PythonJson.Load"/> gives them.</param>
    /// <param name="today">What <c>strftime_now</c> tells; null leaves it undefined.</param>
    /// <exception cref="JinjaException">What Python would raise.</exception>
    public JinjaRendering Render(IEnumerable<KeyValuePair<string, object?>> variables, DateTime? today)
    {
        var state = new RenderState();
        var globals = new JinjaScope(null, state);
        JinjaGlobals.AddTo(globals, today);
        foreach (var (name, value) in variables)
        {
            globals.Set(name, value);
        }

        Statement.RunAll(_body, globals.Inner());
        return new(state.Output.ToString(), state.Spans, state.HasHiddenSpan);
    }

    /// <summary>The problem that a failed rendering is: RCP5205 with line and column.</summary>
    public RecipeException Failure(JinjaException exception) => Refusal(exception, "RCP5205", _source, _file);

    private static RecipeException Refusal(JinjaException e, string code, string source, string? file)
    {
        var place = Math.Clamp(e.Place, 0, source.Length);
        var start = place == 0 ? 0 : source.LastIndexOf('\n', place - 1) + 1;
        var end = source.IndexOf('\n', place);
        return new(new Problem
        {
            Code = code,
            Fact = $"the chat template {(code == "RCP5204" ? "cannot be read" : "fails")}: {e.Kind}: {e.Message}",
            Remedy = code == "RCP5204"
                ? "give the folder a template in the part of Jinja that src/Recipes.Text/Chat/README.md lists"
                : "change the conversation or the template so that it renders",
            File = file,
            Line = source.AsSpan(0, place).Count('\n') + 1,
            Column = place - start + 1,
            Excerpt = source[start..Math.Min(end < 0 ? source.Length : end, start + 200)],
        });
    }
}
