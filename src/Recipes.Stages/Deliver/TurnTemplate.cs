using Recipes.Core;
using Recipes.Text.Chat;

namespace Recipes.Stages.Deliver;

/// <summary>A chat template as the texts that it puts around turns, found by rendering and proved by rendering again.</summary>
/// <param name="WithoutSystem">Begins a chat without a system prompt.</param>
/// <param name="System">What stands around a system prompt at the beginning; null where the template refuses one.</param>
/// <param name="User">What stands around a question.</param>
/// <param name="Assistant">What stands around an answer that another question follows.</param>
/// <param name="Answer">Asks for the answer.</param>
internal sealed record TurnTemplate(string WithoutSystem, Affixes? System, Affixes User, Affixes Assistant, string Answer)
{
    // Words that no template knows, without white space at their ends, which some templates take away.
    private static readonly Message _system = new("system", "Zq-system"), _first = new("user", "Zq-one"),
        _reply = new("assistant", "Zq-two"), _second = new("user", "Zq-three");

    /// <summary>The texts of a template; null where they do not make every chat that they are tried on.</summary>
    public static TurnTemplate? Of(ChatTemplate template) =>
        Find(template) is { } found && Chats(found.System is not null).All(chat => found.Render(chat) == Rendered(template, chat)) ? found : null;

    /// <summary>The chat as text, as Ollama makes it from these texts.</summary>
    public string Render(IReadOnlyList<Message> turns)
    {
        var system = turns.FirstOrDefault(turn => turn.Role == "system");
        var head = system is null || System is null ? WithoutSystem : System.Around(system.Content);
        return head + string.Concat(turns.Where(turn => turn.Role != "system")
            .Select(turn => (turn.Role == "user" ? User : Assistant).Around(turn.Content))) + Answer;
    }

    /// <summary>The same texts without a token at the beginning, which the engine puts there itself.</summary>
    public TurnTemplate Without(string beginning) => !WithoutSystem.StartsWith(beginning, StringComparison.Ordinal) ? this
        : this with
        {
            WithoutSystem = WithoutSystem[beginning.Length..],
            System = System is null ? null : System with { Before = Stripped(System.Before, beginning) },
        };

    private static string Stripped(string text, string beginning) =>
        text.StartsWith(beginning, StringComparison.Ordinal) ? text[beginning.Length..] : text;

    private static IEnumerable<IReadOnlyList<Message>> Chats(bool hasSystem)
    {
        IReadOnlyList<Message>[] chats = [[_first], [_first, _reply, _second], [_first, _reply, _second, _reply, _first]];
        return hasSystem ? chats.Concat(chats.Select(chat => (IReadOnlyList<Message>)[_system, .. chat])) : chats;
    }

    private static TurnTemplate? Find(ChatTemplate template)
    {
        if (Rendered(template, [_first]) is not { } one || Rendered(template, [_first, _reply, _second]) is not { } three
            || Parts(three, _first, _reply, _second) is not [var head, var toReply, var toSecond, var end]
            || !one.StartsWith(head, StringComparison.Ordinal) || Plain(template) is not { } behind)
        {
            return null;
        }

        var withSystem = Rendered(template, [_system, _first]) is { } text ? Parts(text, _system, _first) : null;
        var before = BeforeQuestion(template, behind, withSystem is null ? [head, toSecond] : [head, toSecond, withSystem[1]]);
        return !toReply.StartsWith(behind, StringComparison.Ordinal) || !end.StartsWith(behind, StringComparison.Ordinal) ? null : new(
            head[..^before.Length],
            withSystem is null ? null : new(withSystem[0], withSystem[1][..^before.Length]),
            new(before, behind),
            new(toReply[behind.Length..], toSecond[..^before.Length]),
            end[behind.Length..]);
    }

    /// <summary>What stands before a question: by two questions in a row where that fits, else what all the texts that
    /// lead to one have in common at their ends; the rest of each belongs to what stands before.</summary>
    private static string BeforeQuestion(ChatTemplate template, string behind, IReadOnlyList<string> leading)
    {
        if (Rendered(template, [_first, _second]) is { } text && Parts(text, _first, _second) is [_, var between, _]
            && between.StartsWith(behind, StringComparison.Ordinal)
            && leading.All(one => one.EndsWith(between[behind.Length..], StringComparison.Ordinal)))
        {
            return between[behind.Length..];
        }

        return leading.Aggregate(CommonEnd);
    }

    /// <summary>What stands behind a question when no answer is asked for.</summary>
    private static string? Plain(ChatTemplate template) =>
        Rendered(template, [_first], asks: false) is { } text && Parts(text, _first) is [_, var behind] ? behind : null;

    /// <summary>The texts between contents that must all stand there, in order; null where one does not.</summary>
    private static string[]? Parts(string text, params IReadOnlyList<Message> turns)
    {
        var parts = new List<string>();
        foreach (var turn in turns)
        {
            var at = text.IndexOf(turn.Content, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            parts.Add(text[..at]);
            text = text[(at + turn.Content.Length)..];
        }

        return [.. parts, text];
    }

    private static string CommonEnd(string one, string other)
    {
        var length = 0;
        while (length < Math.Min(one.Length, other.Length) && one[^(length + 1)] == other[^(length + 1)])
        {
            length++;
        }

        return one[^length..];
    }

    private static string? Rendered(ChatTemplate template, IReadOnlyList<Message> turns, bool asks = true)
    {
        try
        {
            return template.Render(turns, addGenerationPrompt: asks);
        }
        catch (RecipeException) // the template refuses such a chat, which is an answer too
        {
            return null;
        }
    }
}

/// <summary>Texts around a content.</summary>
internal sealed record Affixes(string Before, string Behind)
{
    /// <summary>All three in a row.</summary>
    public string Around(string content) => Before + content + Behind;
}
