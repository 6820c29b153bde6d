namespace Recipes.Text.Chat;

/// <summary>The words of ChatML: each turn is <c>&lt;|im_start|&gt;role\ncontent&lt;|im_end|&gt;\n</c>.</summary>
internal static class ChatMl
{
    /// <summary>Begins a turn.</summary>
    public const string Start = "<|im_start|>";

    /// <summary>Ends a turn.</summary>
    public const string End = "<|im_end|>";

    /// <summary>The template as transformers reads it, written for tokenizers that are trained here.</summary>
    public const string Template = ForEach + Turn + Rest;

    private const string ForEach = "{% for message in messages %}";
    private const string Turn = "{{ '" + Start + "' + message['role'] + '\n' + message['content'] + '" + End + "' + '\n' }}";
    private const string Rest =
        "{% endfor %}{% if add_generation_prompt %}{{ '" + Start + "assistant\n' }}{% endif %}";

    private const string DefaultsPrompt =
        "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}";

    private const string Hole = "DEFAULT";
    private const string WithSystem = ForEach + "{% if loop.first and messages[0]['role'] != 'system' %}{{ '" + Start
        + "system\n" + Hole + End + "\n' }}{% endif %}" + Turn + Rest;

    private static readonly string _plain = TemplateForm.Of(Template);
    private static readonly string _defaultsPrompt = TemplateForm.Of(DefaultsPrompt);
    private static readonly string[] _aroundSystem = TemplateForm.Of(WithSystem).Split(Hole);

    /// <summary>Whether a folder's template renders ChatML, and the system prompt it puts where a chat begins without one.</summary>
    /// <param name="template">Jinja source.</param>
    /// <returns>Null for another template; an empty prompt for none.</returns>
    /// <remarks>Two sources of one <see cref="TemplateForm"/> render every chat alike, so this judges by rendering, not by name.
    /// SmolLM2 and Qwen 1.5 have a default system prompt.</remarks>
    public static string? SystemOf(string template)
    {
        var form = TemplateForm.Of(template);
        form = form.StartsWith(_defaultsPrompt, StringComparison.Ordinal) ? form[_defaultsPrompt.Length..] : form;
        if (form == _plain)
        {
            return "";
        }

        var (before, after) = (_aroundSystem[0], _aroundSystem[1]);
        if (form.Length <= before.Length + after.Length
            || !form.StartsWith(before, StringComparison.Ordinal)
            || !form.EndsWith(after, StringComparison.Ordinal))
        {
            return null;
        }

        var system = form[before.Length..^after.Length];
        return system.AsSpan().ContainsAny([.. "'{}\\"]) ? null : system; // it ends, or hides an escape or a tag
    }
}
