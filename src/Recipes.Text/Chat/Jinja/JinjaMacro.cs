namespace Recipes.Text.Chat.Jinja;

/// <summary>A macro: called with arguments, gives the text that its body writes.</summary>
internal sealed class JinjaMacro(
    string name,
    IReadOnlyList<(string Name, Expression? Default)> parameters,
    IReadOnlyList<Statement> body,
    JinjaScope definedIn
)
{
    /// <summary>As the template names it.</summary>
    public string Name => name;

    /// <summary>Runs the body.</summary>
    /// <exception cref="JinjaException">TypeError for arguments that it does not take.</exception>
    public object? Call(RenderState state, CallArguments arguments)
    {
        var scope = definedIn.Inner();
        if (arguments.Positional.Count > parameters.Count)
        {
            throw new JinjaException("TypeError", $"macro '{name}' takes not more than {parameters.Count} argument(s)");
        }

        foreach (var given in arguments.Named.Keys)
        {
            if (!parameters.Any(p => p.Name == given))
            {
                throw new JinjaException("TypeError", $"macro '{name}' takes no keyword argument '{given}'");
            }
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, fallback) = parameters[i];
            scope.Set(parameter, arguments.Has(i, parameter) ? arguments.Get(i, parameter)
                : fallback is not null ? fallback.Evaluate(scope)
                : new JinjaUndefined($"parameter '{parameter}' was not provided"));
        }

        return state.Capture(() => Statement.RunAll(body, scope));
    }
}
