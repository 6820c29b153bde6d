namespace Recipes.Text.Scoring;

/// <summary>Named ranges of a text, such as entities, scored as whole spans.</summary>
public static class EntitySpans
{
    /// <summary>The spans of IOB2 tags, read strictly: <c>B-X</c> opens a span, <c>I-X</c> of the same type goes on; an
    /// <c>I-</c> without its <c>B-</c> is no span.</summary>
    /// <returns>(start, end exclusive, type) in tags.</returns>
    public static IReadOnlyList<(int Start, int End, string Type)> FromIob2(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var spans = new List<(int, int, string)>();
        for (var start = 0; start < tags.Count; start++)
        {
            if (!tags[start].StartsWith("B-", StringComparison.Ordinal))
            {
                continue;
            }

            var type = tags[start][2..];
            var end = start + 1;
            while (end < tags.Count && tags[end] == "I-" + type)
            {
                end++;
            }

            spans.Add((start, end, type));
        }

        return spans;
    }

    /// <summary>Counts of one text.</summary>
    public static SpanCounts Count(
        IReadOnlyList<(int Start, int End, string Type)> gold,
        IReadOnlyList<(int Start, int End, string Type)> given
    ) => SpanCounts.Of(gold.ToHashSet(), given.ToHashSet());

    /// <summary>Mean of the F1 of every type that occurs in gold or given; 0 where none does.</summary>
    public static double MacroF1(
        IReadOnlyList<(
            IReadOnlyList<(int Start, int End, string Type)> Gold,
            IReadOnlyList<(int Start, int End, string Type)> Given
        )> texts
    )
    {
        var types = texts
            .SelectMany(t => t.Gold.Concat(t.Given))
            .Select(s => s.Type)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return types.Count == 0
            ? 0
            : types.Average(type =>
                SpanCounts
                    .Sum(
                        texts.Select(t =>
                            Count(
                                t.Gold.Where(s => s.Type == type).ToList(),
                                t.Given.Where(s => s.Type == type).ToList()
                            )
                        )
                    )
                    .F1
            );
    }
}
