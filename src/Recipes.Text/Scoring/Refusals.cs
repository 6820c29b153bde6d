using Recipes.Text.Similarity;

namespace Recipes.Text.Scoring;

/// <summary>Recognizes a reply that declines to answer.</summary>
public static class Refusals
{
    // Folded, so without blanks and punctuation. Each says by itself that no answer follows; chosen by hand.
    private static readonly string[] _apologies =
        ["非常抱歉", "很抱歉", "抱歉", "对不起", "不好意思", "imsorry", "iamsorry", "sorry", "iapologize", "but", "但是", "但", "目前"];

    private static readonly string[] _forms =
    [
        "这个问题超出了",
        "该问题超出了",
        "此问题超出了",
        "您的问题超出了",
        "你的问题超出了",
        "您问的问题超出了",
        "这超出了",
        "这已超出",
        "已超出",
        "这个问题不在",
        "该问题不在",
        "此问题不在",
        "我无法回答",
        "我不能回答",
        "我没法回答",
        "我无法提供",
        "我不能提供",
        "我无法确定",
        "我无法得知",
        "无法回答",
        "不能回答",
        "无法提供",
        "无法确定答案",
        "无法得知",
        "我不知道",
        "不知道",
        "我不清楚",
        "我不了解",
        "我没有相关信息",
        "我没有找到",
        "没有找到相关",
        "未找到相关",
        "没有相关信息",
        "暂无相关信息",
        "文档中没有提到",
        "文档中没有提及",
        "文档中没有相关",
        "文档中未提及",
        "文档未提及",
        "文档没有提到",
        "文中没有提到",
        "文中未提及",
        "手册中没有提到",
        "手册中未提及",
        "手册未提及",
        "资料中没有提到",
        "资料中没有相关",
        "资料中未提及",
        "idontknow",
        "idonotknow",
        "icannotanswer",
        "icantanswer",
        "imunabletoanswer",
        "iamunabletoanswer",
        "imnotabletoanswer",
        "iamnotabletoanswer",
        "thisquestionisoutside",
        "thisquestionisbeyond",
        "thatquestionisoutside",
        "thequestionisoutside",
        "thisisoutside",
        "thisisbeyond",
        "thedocumentdoesnot",
        "thedocumentsdonot",
        "themanualdoesnot",
    ];

    /// <summary>The refusal with which a reply begins: the recipe's own, else a built-in Chinese or English form after
    /// any apology; null where it begins with none.</summary>
    /// <param name="reply">A reply without its reasoning.</param>
    /// <param name="refusal">The recipe's refusal; what folds to nothing is not looked for.</param>
    /// <returns>The folded form.</returns>
    public static string? Find(string reply, string refusal)
    {
        var folded = Folding.Fold(reply);
        var own = Folding.Fold(refusal);
        if (own.Length > 0 && folded.StartsWith(own, StringComparison.Ordinal))
        {
            return own;
        }

        var rest = folded;
        while (_apologies.FirstOrDefault(a => rest.StartsWith(a, StringComparison.Ordinal)) is { } apology)
        {
            rest = rest[apology.Length..];
        }

        return own.Length > 0 && rest.StartsWith(own, StringComparison.Ordinal)
            ? own
            : _forms.FirstOrDefault(f => rest.StartsWith(f, StringComparison.Ordinal));
    }
}
