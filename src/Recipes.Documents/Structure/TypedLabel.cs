using System.Buffers;

namespace Recipes.Documents.Structure;

/// <summary>What a number in front of a text says about its place.</summary>
internal enum LabelClass
{
    /// <summary>第一编, 第二部分, Part II.</summary>
    Part,

    /// <summary>第一章, Chapter 1.</summary>
    Chapter,

    /// <summary>第一节, Section 2.</summary>
    Section,

    /// <summary>第一条, Article 3.</summary>
    Article,

    /// <summary>一、</summary>
    Enumerated,

    /// <summary>（一）</summary>
    Bracketed,

    /// <summary>1.1</summary>
    Decimal2,

    /// <summary>1.1.1 and deeper.</summary>
    Decimal3,

    /// <summary>1. or 1、</summary>
    Item,

    /// <summary>（1）, ①, a): never a heading.</summary>
    SmallItem,
}

/// <summary>A number at the start of a text.</summary>
/// <param name="Label">As it stands.</param>
/// <param name="Rest">First character of the text behind it.</param>
/// <param name="Class">Its kind.</param>
internal readonly record struct TypedLabel(string Label, int Rest, LabelClass Class)
{
    private const string Numerals = "零〇○一二三四五六七八九十百千两廿";

    /// <summary>Characters after 第三条 that make it a reference in a sentence instead of a label.</summary>
    private const string Continuations = "规定所的至、和或与及中第款项，以之对内有是为。；：）》";

    /// <summary>Units after 3.5 that make it a quantity instead of a label.</summary>
    private const string Units = "米元万亿倍个％吨公千毫厘克升年月日天小分秒度亩人台套次级点至到寸寸折成版以";

    private static readonly SearchValues<char> NumeralSet = SearchValues.Create(Numerals);

    private static readonly string[] EnglishWords = ["Part", "Chapter", "Section", "Article"];

    /// <summary>The number at the start of a cleaned text, or null. Text that is nothing but a number has none.</summary>
    public static TypedLabel? At(string text)
    {
        if (text.Length < 2)
        {
            return null;
        }

        var found = text[0] switch
        {
            '第' => Ordinal(text),
            '（' or '(' => Bracketed(text),
            >= '0' and <= '9' => Decimal(text),
            >= '①' and <= '⒛' or >= '㉑' and <= '㉟' => Make(text, text[1] is '、' or '.' ? 2 : 1, LabelClass.SmallItem),
            >= 'A' and <= 'Z' or >= 'a' and <= 'z' => Latin(text),
            _ => Enumerated(text),
        };
        return found is { } label && label.Rest < text.Length ? found : null;
    }

    /// <summary>The kind of an automatic number.</summary>
    public static LabelClass ClassOf(string label) => At(label + " x") is { } found ? found.Class : LabelClass.SmallItem;

    private static TypedLabel Make(string text, int end, LabelClass kind)
    {
        var rest = end;
        while (rest < text.Length && text[rest] == ' ')
        {
            rest++;
        }

        return new(text[..end].TrimEnd(), rest, kind);
    }

    private static TypedLabel? Ordinal(string text)
    {
        var i = SkipSpaces(text, 1);
        var start = i;
        while (i < text.Length && IsOrdinalDigit(text[i], isFirst: i == start))
        {
            i++;
        }

        if (i == start || i - start > 8 || (i = SkipSpaces(text, i)) >= text.Length)
        {
            return null;
        }

        var length = text.AsSpan(i).StartsWith("部分") || text.AsSpan(i).StartsWith("单元") ? 2 : 1;
        var kind = length == 2 ? LabelClass.Part : UnitClass(text[i]);
        if (kind is null)
        {
            return null;
        }

        return OrdinalEnd(text, i + length, kind.Value);
    }

    /// <summary>Also the point in 第 7.9 条.</summary>
    private static bool IsOrdinalDigit(char c, bool isFirst) =>
        Numerals.Contains(c, StringComparison.Ordinal) || char.IsDigit(c) || (c == '.' && !isFirst);

    private static LabelClass? UnitClass(char unit) => unit switch
    {
        '编' or '篇' or '卷' => LabelClass.Part,
        '章' => LabelClass.Chapter,
        '节' => LabelClass.Section,
        '条' => LabelClass.Article,
        '款' or '项' or '步' => LabelClass.SmallItem,
        _ => null,
    };

    private static TypedLabel? OrdinalEnd(string text, int end, LabelClass kind)
    {
        if (end + 1 < text.Length && text[end] == '之' && Numerals.Contains(text[end + 1], StringComparison.Ordinal))
        {
            end += 2;
            while (end < text.Length && Numerals.Contains(text[end], StringComparison.Ordinal))
            {
                end++;
            }
        }

        if (end >= text.Length || text[end] == ' ')
        {
            return Make(text, end, kind);
        }

        if (text[end] is '、' or '：' or ':' or '.' or '．')
        {
            return Make(text, end + 1, kind);
        }

        return kind == LabelClass.SmallItem || Continuations.Contains(text[end], StringComparison.Ordinal)
            ? null
            : Make(text, end, kind);
    }

    private static TypedLabel? Enumerated(string text)
    {
        var i = 0;
        while (i < text.Length && Numerals.Contains(text[i], StringComparison.Ordinal))
        {
            i++;
        }

        if (i is 0 or > 4 || i >= text.Length)
        {
            return null;
        }

        return text[i] switch
        {
            '、' or '.' or '．' => Make(text, i + 1, LabelClass.Enumerated),
            '）' or ')' => Make(text, i + 1, LabelClass.Bracketed),
            _ => null,
        };
    }

    private static TypedLabel? Bracketed(string text)
    {
        var close = text.AsSpan(0, Math.Min(8, text.Length)).IndexOfAny('）', ')');
        if (close < 2)
        {
            return null;
        }

        var inside = text.AsSpan(1, close - 1).Trim();
        if (inside.IndexOfAnyExcept(NumeralSet) < 0)
        {
            return Make(text, close + 1, LabelClass.Bracketed);
        }

        var isNumber = inside.Length <= 3 && inside.IndexOfAnyExceptInRange('0', '9') < 0;
        var isLetter = inside.Length == 1 && char.IsAsciiLetterLower(inside[0]);
        return isNumber || isLetter ? Make(text, close + 1, LabelClass.SmallItem) : null;
    }

    private static TypedLabel? Decimal(string text)
    {
        var i = 0;
        var groups = 0;
        while (true)
        {
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            if (i == start || i - start > 3)
            {
                return null;
            }

            groups++;
            if (i + 1 >= text.Length || text[i] is not ('.' or '．') || !char.IsAsciiDigit(text[i + 1]))
            {
                break;
            }

            i++;
        }

        return groups == 1 ? ItemEnd(text, i) : DecimalEnd(text, i, groups == 2 ? LabelClass.Decimal2 : LabelClass.Decimal3);
    }

    private static TypedLabel? ItemEnd(string text, int end)
    {
        if (end >= text.Length)
        {
            return null;
        }

        return text[end] switch
        {
            '、' or '．' or '.' => Make(text, end + 1, LabelClass.Item),
            ')' or '）' => Make(text, end + 1, LabelClass.SmallItem),
            _ => null,
        };
    }

    private static TypedLabel? DecimalEnd(string text, int end, LabelClass kind)
    {
        if (end < text.Length && text[end] is '.' or '、' or '．')
        {
            return Make(text, end + 1, kind);
        }

        if (end >= text.Length || text[end] == ' ')
        {
            return Make(text, end, kind);
        }

        return TextCleaner.IsWide(text[end]) && !Units.Contains(text[end], StringComparison.Ordinal)
            && !char.IsPunctuation(text[end])
            ? Make(text, end, kind)
            : null;
    }

    private static TypedLabel? Latin(string text)
    {
        var word = Array.FindIndex(EnglishWords, w => text.StartsWith(w + " ", StringComparison.OrdinalIgnoreCase));
        if (word >= 0)
        {
            return English(text, EnglishWords[word].Length + 1, (LabelClass)word);
        }

        var i = 0;
        while (i < text.Length && text[i] is 'I' or 'V' or 'X')
        {
            i++;
        }

        i = Math.Max(1, i);
        return i + 1 < text.Length && text[i] is '.' or ')' && text[i + 1] == ' '
            ? Make(text, i + 1, LabelClass.SmallItem)
            : null;
    }

    private static TypedLabel? English(string text, int start, LabelClass kind)
    {
        var i = start;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or 'I' or 'V' or 'X'))
        {
            i++;
        }

        if (i == start)
        {
            return null;
        }

        if (i < text.Length && text[i] is ':' or '.')
        {
            return Make(text, i + 1, kind);
        }

        // "Section 3 of the law" is a sentence, "Section 3 Duties" a heading.
        return i >= text.Length || (i + 1 < text.Length && text[i] == ' ' && !char.IsLower(text[i + 1]))
            ? Make(text, i, kind)
            : null;
    }

    private static int SkipSpaces(string text, int i)
    {
        while (i < text.Length && text[i] == ' ')
        {
            i++;
        }

        return i;
    }
}
