using Recipes.Core;

namespace Recipes.Stages.Phrase;

/// <summary>Wording families: sentences that ask for the same fact in different ways. Our own writing, chosen by hand so that
/// two of one list share few 5-grams around a short subject.</summary>
/// <remarks>{s} subject · {a} attribute · {q} the question without its question mark.</remarks>
internal static class Frames
{
    private static readonly string[] _attribute =
    [
        "{s}的{a}是什么？",
        "请告诉我{a}，对象是{s}。",
        "查一下{s}，只要{a}这一项。",
        "在{a}这一栏，{s}写的是什么内容？",
        "有人问起{s}，问到{a}该怎么回答？",
        "{a}是多少或者是什么？我问的是{s}。",
        "就{s}来说，规定的{a}是哪一个？",
        "麻烦翻到{s}，把{a}念给我听。",
        "想确认{s}这一条，它的{a}到底怎样？",
        "填表要写{a}，这里说的是{s}，写什么？",
        "能说说{s}吗？我关心的是{a}。",
        "请按文件写出{a}。问题针对{s}。",
    ];

    private static readonly string[] _subject =
    [
        "{s}是什么？",
        "请解释一下{s}。",
        "什么叫做{s}？",
        "文件里怎么写{s}？",
        "我不清楚{s}，请说明。",
        "有人问到{s}，该怎样回答？",
        "说说{s}指的是哪一个。",
        "查一下{s}这一条，念给我听。",
        "关于{s}，原文的说法是？",
        "{s}对应哪一项内容？",
        "想确认{s}，到底如何规定？",
        "请按文件写出{s}。",
    ];

    private static readonly string[] _question =
    [
        "{q}？",
        "请问，{q}？谢谢。",
        "我想了解一件事：{q}？",
        "客户来电询问，{q}？请答复。",
        "按照文件的说法，{q}？",
        "麻烦帮忙查一查，{q}？",
        "{q}？请照原文回答。",
        "同事让我确认：{q}？",
        "先别急，{q}？我等你的回答。",
        "{q}？这个问题该怎么答？",
        "资料里有没有写，{q}？",
        "再问一个，{q}？",
    ];

    /// <summary>Up to <paramref name="count"/> different wordings of a fact's question, each with the name of its family.
    /// The first is the question as the fact has it; past the twelfth family, openings are put before the frames.</summary>
    public static IReadOnlyList<(string Family, string Question)> Of(Fact fact, int count)
    {
        var (name, frames) = (fact.Subject, fact.Attribute) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => ("attribute", _attribute),
            ({ Length: > 0 }, _) when IsDefinition(fact) => ("subject", _subject),
            _ => ("question", _question),
        };
        return Enumerable.Range(0, count)
            .Select(i => ($"{name}-{i + 1}", i == 0 ? fact.Question : Opening(i / frames.Length) + Fill(frames[i % frames.Length], fact)))
            .ToList();
    }

    private static readonly string[] _openings = ["", "您好，", "打扰了，", "再请教一下，", "还有一点，", "新来的同事想问，"];

    private static string Opening(int round) => _openings[round % _openings.Length];

    private static bool IsDefinition(Fact fact) => fact.Question == $"{fact.Subject}是什么？";

    private static string Fill(string frame, Fact fact) => frame
        .Replace("{s}", fact.Subject, StringComparison.Ordinal)
        .Replace("{a}", fact.Attribute, StringComparison.Ordinal)
        .Replace("{q}", fact.Question.TrimEnd('？', '?', '。', '.', ' '), StringComparison.Ordinal);
}
