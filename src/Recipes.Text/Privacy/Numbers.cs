using Recipes.Core;

namespace Recipes.Text.Privacy;

/// <summary>Finds identity numbers, credit codes, bank cards and mobile numbers.</summary>
internal static class Numbers
{
    private const int Shortest = 11; // a mobile number

    // A label of Latin letters may stand right before a number.
    private static readonly string[] _labels =
        ["TEL", "MOB", "MOBILE", "PHONE", "CELL", "WECHAT", "WEIXIN", "WX", "VX", "ID", "NO", "SFZ", "CARD", "T", "M"];

    public static void Find(string text, List<PersonalSpan> found)
    {
        var run = new NumberRun();
        var at = 0;
        while (at < text.Length)
        {
            if (!PlainForm.IsLetterOrDigit(PlainForm.Of(text[at])))
            {
                at++;
                continue;
            }

            if (BeginsHere(text, at, run) is { } span)
            {
                found.Add(span);
                at = span.End;
            }
            else
            {
                at = AfterGroup(text, at);
            }
        }
    }

    /// <summary>A number that begins with the group at this place, or after a label there.</summary>
    private static PersonalSpan? BeginsHere(string text, int start, NumberRun run)
    {
        var digits = start;
        while (digits < text.Length && digits - start < 7 && PlainForm.IsLetter(PlainForm.Of(text[digits])))
        {
            digits++;
        }

        if (digits > start && PlainForm.IsDigitAt(text, digits) && IsLabel(text.AsSpan(start, digits - start)))
        {
            return At(text, digits, run);
        }

        return PlainForm.IsDigitAt(text, start) || PlainForm.IsDigitAt(text, start + 1) ? At(text, start, run) : null;
    }

    private static PersonalSpan? At(string text, int start, NumberRun run)
    {
        if (IsFraction(text, start))
        {
            return null;
        }

        run.Read(text, start);

        // One group alone first, then as many groups as fit: two numbers with a blank between are two.
        for (var i = 0; i < run.GroupEnds.Count; i++)
        {
            var groups = i == 0 ? 1 : run.GroupEnds.Count - i + 1;
            var length = run.GroupEnds[groups - 1];
            if (length >= Shortest && KindOf(run, length, groups) is { } kind && !IsAmount(text, run.EndOf(length)))
            {
                return new(kind, start, run.EndOf(length));
            }
        }

        return null;
    }

    private static PersonalKind? KindOf(NumberRun run, int length, int groups)
    {
        var plain = run.Plain[..length];
        return length switch
        {
            15 when IdCard.IsValidOld(plain) && (groups == 1 || run.GroupEnds is [6, 12, ..]) => PersonalKind.IdCard,
            18 when IdCard.IsValid(plain) => PersonalKind.IdCard,
            18 when Uscc.IsValid(plain) => PersonalKind.Uscc,
            >= 16 when BankCard.IsValid(plain) && IsGroupedByFour(run.GroupEnds, length) => PersonalKind.BankCard,
            _ => Mobile.IsValid(plain, run.GroupEnds) ? PersonalKind.Mobile : null,
        };
    }

    /// <summary>Card numbers are printed in groups of four or more, but for the last.</summary>
    private static bool IsGroupedByFour(IReadOnlyList<int> groupEnds, int length)
    {
        var start = 0;
        foreach (var end in groupEnds)
        {
            if (end >= length)
            {
                break;
            }

            if (end - start < 4)
            {
                return false;
            }

            start = end;
        }

        return true;
    }

    /// <summary>True where a decimal point stands before the digits: 0.138…; but 2.138… may be the second of a
    /// list.</summary>
    private static bool IsFraction(string text, int start)
    {
        if (start < 2 || PlainForm.Of(text[start - 1]) != '.' || !PlainForm.IsDigitAt(text, start - 2))
        {
            return false;
        }

        var first = start - 2;
        while (start - first <= 3 && PlainForm.IsDigitAt(text, first - 1))
        {
            first--;
        }

        var isListNumber = start - 1 - first <= 2 && PlainForm.Of(text[first]) != '0'
            && (first == 0 || !(PlainForm.IsLetterOrDigitAt(text, first - 1) || PlainForm.Of(text[first - 1]) is '.' or ','));
        return !isListNumber;
    }

    /// <summary>True where a fraction or a unit of money or mass follows: 13812345678.50, 13812345678元.</summary>
    private static bool IsAmount(string text, int end) =>
        end < text.Length
        && ((PlainForm.Of(text[end]) == '.' && PlainForm.IsDigitAt(text, end + 1)) || text[end] is '元' or '万' or '亿' or '股' or '吨' or '%');

    private static bool IsLabel(ReadOnlySpan<char> letters)
    {
        Span<char> plain = stackalloc char[letters.Length];
        for (var i = 0; i < letters.Length; i++)
        {
            plain[i] = PlainForm.Of(letters[i]);
        }

        foreach (var label in _labels)
        {
            if (plain.SequenceEqual(label))
            {
                return true;
            }
        }

        return false;
    }

    private static int AfterGroup(string text, int at)
    {
        while (at < text.Length && (PlainForm.IsLetterOrDigit(PlainForm.Of(text[at])) || PlainForm.IsInvisible(text[at])))
        {
            at++;
        }

        return at;
    }
}
