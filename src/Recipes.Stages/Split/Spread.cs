using Recipes.Core;

namespace Recipes.Stages.Split;

/// <summary>Chooses whole groups up to a number of facts so that every heading gets its first before any gets its second.</summary>
internal static class Spread
{
    public static IReadOnlySet<string> Choose(
        IReadOnlyList<string> candidates,
        Dictionary<string, List<Fact>> groups,
        int most,
        long seed)
    {
        var salt = seed.ToString(CultureInfo.InvariantCulture);
        var queues = candidates
            .GroupBy(g => HeadingOf(groups[g][0]), StringComparer.Ordinal)
            .OrderBy(q => ContentId.Digest(q.Key, salt), StringComparer.Ordinal)
            .Select(q => new Queue<string>(q.OrderBy(g => ContentId.Digest(g, salt), StringComparer.Ordinal)))
            .ToList();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var room = most;
        while (queues.Count > 0)
        {
            foreach (var queue in queues)
            {
                var group = queue.Dequeue();
                if (groups[group].Count <= room)
                {
                    room -= groups[group].Count;
                    chosen.Add(group);
                }
            }

            queues.RemoveAll(q => q.Count == 0);
        }

        return chosen;
    }

    private static string HeadingOf(Fact fact) => fact.Source.Document + '\u001e' + string.Join('\u001e', fact.Source.Heading);
}
