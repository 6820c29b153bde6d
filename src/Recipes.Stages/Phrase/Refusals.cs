using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Phrase;

/// <summary>Questions that the documents do not answer, so that refusing is taught: everyday questions, and properties that
/// the documents name for other things but not for this one.</summary>
/// <remarks>Only where facts come from documents: imported pairs say what they want taught.</remarks>
internal static class Refusals
{
    /// <summary>Refusals per fact; chosen by hand, small enough not to make refusing the easy answer.</summary>
    private const double Share = 0.1;

    private static readonly string[] _everyday =
    [
        "今天天气怎么样？", "推荐一家附近的饭馆。", "帮我写一首关于秋天的诗。", "明天的股票会涨吗？", "昨晚的球赛谁赢了？",
        "怎样做西红柿炒鸡蛋？", "给我讲一个笑话。", "这首歌是谁唱的？", "世界上最高的山是哪一座？", "请把这句话翻译成法语。",
        "周末去哪里玩比较好？", "感冒了吃什么药？", "房价明年会下跌吗？", "帮我算一下个人所得税。", "最近有什么好看的电影？",
        "怎样学好钢琴？", "哪个品牌的手机最好？", "我该不该换工作？", "给孩子起个名字。", "如何种植多肉植物？",
    ];

    public static IEnumerable<string> Of(IReadOnlyList<Fact> facts, long seed)
    {
        var fromDocuments = facts.Where(f => f.Source.Text.Length > 0).ToList();
        var wanted = (int)(fromDocuments.Count * Share);
        var salt = seed.ToString(CultureInfo.InvariantCulture);
        var foreign = Foreign(fromDocuments, salt).Take(wanted / 2).ToList();
        return foreign.Concat(_everyday.OrderBy(q => ContentId.Digest(q, salt), StringComparer.Ordinal).Take(wanted - foreign.Count));
    }

    private static IEnumerable<string> Foreign(List<Fact> facts, string salt)
    {
        var asked = facts.Select(f => Folding.Fold(f.Question)).ToHashSet(StringComparer.Ordinal);
        var attributes = facts.Select(f => f.Attribute).Where(a => a.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var subjects = facts.Where(f => f.Attribute.Length > 0).Select(f => f.Subject).Distinct(StringComparer.Ordinal)
            .OrderBy(s => ContentId.Digest(s, salt), StringComparer.Ordinal);
        foreach (var subject in subjects)
        {
            var attribute = attributes.OrderBy(a => ContentId.Digest(subject, a, salt), StringComparer.Ordinal)
                .FirstOrDefault(a => !asked.Contains(Folding.Fold($"{subject}的{a}是什么？")));
            if (attribute is not null)
            {
                yield return $"{subject}的{attribute}是什么？";
            }
        }
    }
}
