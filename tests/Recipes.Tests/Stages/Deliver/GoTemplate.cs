using System.Text;
using System.Text.RegularExpressions;
using Recipes.Core;

namespace Recipes.Tests.Stages.Deliver;

/// <summary>The part of Go's text/template that a Modelfile of ours uses, as Ollama runs it.</summary>
internal sealed partial class GoTemplate(string source)
{
    private readonly string[] _parts = Actions().Split(source); // text, action, text, action…
    private int _at;

    public static string Render(string source, IReadOnlyList<Message> turns) => new GoTemplate(source)
        .Block(turns, null, isShown: true).Text;

    /// <summary>Up to an else or end, which is left as it is.</summary>
    private (string Text, string End) Block(IReadOnlyList<Message> turns, Message? turn, bool isShown)
    {
        var text = new StringBuilder();
        while (true)
        {
            text.Append(_parts[_at]);
            if (++_at >= _parts.Length)
            {
                return (text.ToString(), "");
            }

            var action = _parts[_at++];
            if (action == "end" || action.StartsWith("else", StringComparison.Ordinal))
            {
                return (text.ToString(), action);
            }

            text.Append(action.StartsWith("if ", StringComparison.Ordinal) ? If(action[3..], turns, turn, isShown)
                : action == "range .Messages" ? Range(turns)
                : action == ".System" ? System(turns)
                : action == ".Content" ? turn?.Content
                : action == "\"{{\"" ? "{{" : throw new InvalidOperationException("not in the part: " + action));
        }
    }

    private string If(string condition, IReadOnlyList<Message> turns, Message? turn, bool isShown)
    {
        var holds = condition == ".System" ? System(turns).Length > 0 : condition == $"eq .Role \"{turn?.Role}\"";
        var (first, end) = Block(turns, turn, isShown && holds);
        var other = end == "else" ? Block(turns, turn, isShown && !holds).Text
            : end.StartsWith("else if ", StringComparison.Ordinal) ? If(end[8..], turns, turn, isShown && !holds) : "";
        return holds ? first : other;
    }

    private string Range(IReadOnlyList<Message> turns)
    {
        var (text, start) = (new StringBuilder(), _at);
        foreach (var turn in turns)
        {
            _at = start;
            text.Append(Block(turns, turn, isShown: true).Text);
        }

        return text.ToString();
    }

    private static string System(IReadOnlyList<Message> turns) =>
        string.Join("\n\n", turns.Where(turn => turn.Role == "system").Select(turn => turn.Content));

    [GeneratedRegex(@"\{\{ (.*?) \}\}")]
    private static partial Regex Actions();
}
