namespace Recipes.Text.Chat;

/// <summary>The words of ChatML: each turn is <c>&lt;|im_start|&gt;role\ncontent&lt;|im_end|&gt;\n</c>.</summary>
internal static class ChatMl
{
    /// <summary>Begins a turn.</summary>
    public const string Start = "<|im_start|>";

    /// <summary>Ends a turn.</summary>
    public const string End = "<|im_end|>";

    /// <summary>The template, also written for tokenizers that are trained here.</summary>
    public const string Template =
        "{% for message in messages %}{{ '"
        + Start
        + "' + message['role'] + '\n' + message['content'] + '"
        + End
        + "' + '\n' }}"
        + "{% endfor %}{% if add_generation_prompt %}{{ '"
        + Start
        + "assistant\n' }}{% endif %}";
}
