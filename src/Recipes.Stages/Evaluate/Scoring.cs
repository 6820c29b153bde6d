using Recipes.Core;
using Recipes.Stages.Answers;
using Recipes.Stages.Items;
using Recipes.Text.Scoring;

namespace Recipes.Stages.Evaluate;

/// <summary>Scores replies item by item.</summary>
internal static class Scoring
{
    /// <summary>A result per item that has a reply, in the order of the items.</summary>
    /// <param name="model">base, tuned or a baseline's name.</param>
    /// <param name="items">What was asked.</param>
    /// <param name="replies">What came back; an item without a reply was not asked.</param>
    /// <param name="refusal">The recipe's refusal.</param>
    public static IReadOnlyList<ItemResult> Of(
        string model, IReadOnlyList<EvaluationItem> items, IReadOnlyList<Reply> replies, string refusal)
    {
        var byItem = replies.ToDictionary(r => r.Item, StringComparer.Ordinal);
        return items.Where(i => byItem.ContainsKey(i.Id)).Select(item =>
        {
            var reply = byItem[item.Id];
            var scored = Scorers.Score(item, reply.Text, reply.Truncated, refusal);
            return new ItemResult
            {
                Item = item.Id,
                Model = model,
                Dimension = item.Dimension,
                Subset = Subset.Of(item),
                Cluster = item.Cluster ?? item.Id,
                Answer = reply.Text,
                Parsed = scored.Parsed,
                Outcome = scored.Outcome,
                Score = scored.Score,
            };
        }).ToList();
    }
}
