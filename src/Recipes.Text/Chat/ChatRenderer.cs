using Recipes.Text.Chat.Jinja;

namespace Recipes.Text.Chat;

/// <summary>Renders requests by a template, as <c>apply_chat_template(tokenize=False)</c> does.</summary>
/// <param name="template">Read.</param>
/// <param name="tokens">Variables such as <c>bos_token</c>.</param>
internal sealed class ChatRenderer(JinjaTemplate template, IReadOnlyDictionary<string, string> tokens)
{
    /// <summary>The rendering.</summary>
    /// <exception cref="JinjaException">What Python would raise.</exception>
    public JinjaRendering Render(ChatRequest request, Func<string, string>? guard = null)
    {
        var messages = ChatMessages.Of(request.Messages);
        var continued = "";
        if (request.ContinuedField is { } field)
        {
            if (!ChatMessages.NamesOf(field).Any(template.Mentions))
            {
                throw ChatMessages.NotAccepted(field);
            }

            (messages, continued) = ChatMessages.Continued(messages, field);
        }

        messages = guard is null ? messages : (JinjaSequence)Guarded(messages, guard)!;
        var rendering = template.Render(Variables(request, messages), request.Today);
        return request.ContinuedField is null
            ? rendering
            : rendering with { Text = ChatMessages.Cut(rendering.Text, guard is null ? continued : guard(continued)) };
    }

    /// <summary>The problem that a failed rendering is.</summary>
    public Core.RecipeException Failure(JinjaException exception) => template.Failure(exception);

    /// <summary>The value with every text replaced, keys too.</summary>
    private static object? Guarded(object? value, Func<string, string> guard)
    {
        switch (value)
        {
            case string text:
                return guard(text);
            case JinjaSequence list:
                return new JinjaSequence(list.Items.Select(item => Guarded(item, guard)).ToList(), list.Kind);
            case JinjaDict dict:
                var copy = new JinjaDict();
                foreach (var (key, item) in dict.Pairs)
                {
                    copy.Set(key is string name ? guard(name) : key, Guarded(item, guard));
                }

                return copy;
            default:
                return value;
        }
    }

    private Dictionary<string, object?> Variables(ChatRequest request, JinjaSequence messages)
    {
        var variables = tokens.ToDictionary(t => t.Key, t => (object?)t.Value, StringComparer.Ordinal);
        variables["messages"] = messages;
        variables["tools"] = request.Tools is { } tools ? PythonJson.Load(tools) : null;
        variables["documents"] = request.Documents is { } documents ? PythonJson.Load(documents) : null;
        variables["add_generation_prompt"] = request.AddGenerationPrompt;
        foreach (var (name, value) in request.Extra)
        {
            variables[name] = PythonJson.Load(value);
        }

        return variables;
    }
}
