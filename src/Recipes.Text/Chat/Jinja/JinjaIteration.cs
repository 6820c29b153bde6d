namespace Recipes.Text.Chat.Jinja;

/// <summary>What a loop runs over.</summary>
internal static class JinjaIteration
{
    /// <summary>The items of a list, the keys of a dict, the characters of a string; none of undefined.</summary>
    /// <exception cref="JinjaException">TypeError for anything else.</exception>
    public static IReadOnlyList<object?> Of(object? value, RenderState state)
    {
        var items = value switch
        {
            JinjaSequence list => list.Items,
            JinjaDict dict => dict.Pairs.Select(p => p.Key).ToList(),
            string text => CodePoints.Each(text).ToList<object?>(),
            JinjaUndefined { Kind: "UndefinedError" } => [],
            JinjaUndefined undefined => throw undefined.Failure(),
            _ => throw new JinjaException("TypeError", $"'{PythonCompare.TypeName(value)}' object is not iterable"),
        };
        state.Spend(items.Count / 4);
        return items;
    }

    /// <summary>Whether a value can be looped over.</summary>
    public static bool IsIterable(object? value) => value is JinjaSequence or JinjaDict or string or JinjaUndefined;
}
