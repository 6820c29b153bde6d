using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Says in one line why a node is not as its recipe's last run left it.</summary>
internal static class Reasons
{
    /// <param name="index">The store's index.</param>
    /// <param name="history">The node's last keys; null where it never ran for the recipe.</param>
    /// <param name="key">The key wanted now.</param>
    /// <param name="parts">What it is made of.</param>
    public static string Why(StoreIndex index, HistoryEntry? history, string key, IReadOnlyList<KeyPart> parts)
    {
        if (history is null)
        {
            return "first run";
        }

        if (history.Key == key)
        {
            return index.Result(key) is null
                ? "its result is no longer in the store"
                : "its stored output was damaged or missing";
        }

        return index.Parts(history.Key) is { } last
            ? PartDifference.Line(PartDifference.Between(last, parts))
            : "its last result is no longer in the store";
    }
}
