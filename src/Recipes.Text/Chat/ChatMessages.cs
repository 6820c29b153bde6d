using System.Text.Json;
using Recipes.Text.Chat.Jinja;

namespace Recipes.Text.Chat;

/// <summary>Messages as transformers 5 hands them to a template.</summary>
internal static class ChatMessages
{
    /// <summary>Appended to a text that the model is to go on with, and cut off behind; transformers' own
    /// words.</summary>
    private const string Tag = "CONTINUE_FINAL_MESSAGE_TAG ";

    private static readonly string[] _reasoning = ["reasoning_content", "thinking", "reasoning"];

    /// <summary>The messages: keys whose value is None dropped, the first reasoning field under its other names
    /// too.</summary>
    /// <remarks>transformers 4 does neither; then <c>content: null</c> prints None or fails.</remarks>
    public static JinjaSequence Of(JsonElement messages) =>
        new(messages.EnumerateArray().Select(m => Normalized(PythonJson.Load(m))).ToList());

    /// <summary>The messages with the tag behind the last one's field, and that field's text.</summary>
    /// <exception cref="JinjaException">ValueError: no such field with text.</exception>
    public static (JinjaSequence Messages, string Text) Continued(JinjaSequence messages, string field)
    {
        var last = messages.Items.Count > 0 ? messages.Items[^1] as JinjaDict : null;
        object? value = null;
        if (last is null || !last.TryGet(field, out value))
        {
            throw NotAccepted(field);
        }

        if (value is not (string or JinjaSequence))
        {
            throw NotAccepted(field);
        }

        (object tagged, string text) = value is string plain ? (plain + Tag, plain) : TagBlock((JinjaSequence)value);
        var names = NamesOf(field).Where(name => last.TryGet(name, out _)).ToList();
        var copy = Copy(last);
        foreach (var name in names)
        {
            copy.Set(name, tagged);
        }

        return (new JinjaSequence([.. messages.Items.Take(messages.Items.Count - 1), copy]), text);
    }

    /// <summary>The names under which a template sees a field: reasoning has two.</summary>
    public static IReadOnlyList<string> NamesOf(string field) => _reasoning.Contains(field) ? _reasoning[..2] : [field];

    /// <summary>The rendering up to the end of the text that is continued.</summary>
    /// <exception cref="JinjaException">ValueError: the template left it out or changed it.</exception>
    public static string Cut(string rendered, string text)
    {
        var place = rendered.LastIndexOf(Tag.TrimEnd(), StringComparison.Ordinal);
        var isThere =
            place >= 0
            && rendered.Contains(CodePoints.Strip(text, null, atStart: true, atEnd: true), StringComparison.Ordinal);
        if (!isThere)
        {
            throw new JinjaException(
                "ValueError",
                "continue_final_message is set but the final message does not appear in the chat after applying the chat template! "
                    + "This can happen if the chat template deletes portions of the final message. Please verify the chat template and "
                    + "final message in your chat to ensure they are compatible."
            );
        }

        var isWhole = rendered.AsSpan(place).StartsWith(Tag, StringComparison.Ordinal);
        return isWhole ? rendered[..place] : CodePoints.Strip(rendered[..place], null, atStart: false, atEnd: true);
    }

    /// <summary>The error of a field that the template never reads, or the message lacks.</summary>
    public static JinjaException NotAccepted(string field) => new(
        "ValueError",
        $"continue_final_message is set to \"{field}\" but this is not an accepted field in the chat_template");

    private static (object Tagged, string Text) TagBlock(JinjaSequence blocks)
    {
        for (var i = blocks.Items.Count - 1; i >= 0; i--)
        {
            if (blocks.Items[i] is JinjaDict block && block.TryGet("text", out var value) && value is string text)
            {
                var copy = Copy(block);
                copy.Set("text", text + Tag);
                return (new JinjaSequence([.. blocks.Items.Take(i), copy, .. blocks.Items.Skip(i + 1)]), text);
            }
        }

        throw new JinjaException(
            "ValueError",
            "continue_final_message is set but we could not find any text to continue in the final message!"
        );
    }

    private static object? Normalized(object? message)
    {
        if (message is not JinjaDict dict)
        {
            return message;
        }

        var kept = new JinjaDict();
        foreach (var (key, value) in dict.Pairs.Where(p => p.Value is not null))
        {
            kept.Set(key, value);
        }

        var reasoning = _reasoning
            .Select(name => kept.TryGet(name, out var value) ? value : null)
            .FirstOrDefault(v => v is not null);
        foreach (var name in reasoning is null ? [] : _reasoning.Take(2).Where(n => !kept.TryGet(n, out _)))
        {
            kept.Set(name, reasoning);
        }

        return kept;
    }

    private static JinjaDict Copy(JinjaDict dict)
    {
        var copy = new JinjaDict();
        foreach (var (key, value) in dict.Pairs)
        {
            copy.Set(key, value);
        }

        return copy;
    }
}
