using System.Text;
using Recipes.Core;

namespace Recipes.Text.Privacy;

/// <summary>Personal data in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character, UTF-16 units.</param>
/// <param name="End">One past its last.</param>
public readonly record struct PersonalSpan(PersonalKind Kind, int Start, int End);

/// <summary>Finds personal data by its form and its check digits, in linear time and without regular
/// expressions.</summary>
/// <remarks>Full-width forms count as the plain ones; blanks and hyphens may stand inside numbers. A number inside a longer
/// one is none.</remarks>
public static class PersonalData
{
    /// <summary>All that is found, by start; spans of different kinds may overlap (a mobile number in an e-mail
    /// address).</summary>
    public static IReadOnlyList<PersonalSpan> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<PersonalSpan>();
        Numbers.Find(text, found);
        Plates.Find(text, found);
        Emails.Find(text, found);
        Addresses.Find(text, found);
        found.Sort((a, b) => a.Start != b.Start ? a.Start - b.Start : b.End - a.End);
        return found;
    }

    /// <summary>What stands in place of masked data: its kind in brackets, so that a sentence stays a sentence.</summary>
    public static string MaskOf(PersonalKind kind) => kind switch
    {
        PersonalKind.IdCard => "[身份证号]",
        PersonalKind.Mobile => "[手机号]",
        PersonalKind.BankCard => "[银行卡号]",
        PersonalKind.Plate => "[车牌号]",
        PersonalKind.Uscc => "[信用代码]",
        PersonalKind.Email => "[邮箱]",
        _ => "[地址]",
    };

    /// <summary>The text with some of its spans masked.</summary>
    /// <param name="text">Where the spans were found.</param>
    /// <param name="spans">By start; where two masked ones overlap, the mask of the first covers both.</param>
    /// <param name="isMasked">Which kinds are masked.</param>
    /// <returns>The masked text and, for each span, its place in it.</returns>
    public static (string Text, IReadOnlyList<PersonalSpan> Spans) Mask(
        string text, IReadOnlyList<PersonalSpan> spans, Predicate<PersonalKind> isMasked)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(isMasked);
        var masks = new List<PersonalSpan>();
        foreach (var span in spans.Where(s => isMasked(s.Kind)))
        {
            if (masks.Count > 0 && span.Start < masks[^1].End)
            {
                masks[^1] = masks[^1] with { End = Math.Max(masks[^1].End, span.End) };
            }
            else
            {
                masks.Add(span);
            }
        }

        if (masks.Count == 0)
        {
            return (text, spans);
        }

        var masked = new StringBuilder(text.Length);
        var starts = new int[masks.Count]; // of each mask in the masked text
        var end = 0;
        for (var i = 0; i < masks.Count; i++)
        {
            masked.Append(text, end, masks[i].Start - end);
            starts[i] = masked.Length;
            masked.Append(MaskOf(masks[i].Kind));
            end = masks[i].End;
        }

        masked.Append(text, end, text.Length - end);
        return (masked.ToString(), [.. spans.Select(s => new PersonalSpan(s.Kind, Moved(s.Start, isEnd: false), Moved(s.End, isEnd: true)))]);

        int Moved(int place, bool isEnd)
        {
            var after = Last(masks, isEnd ? place - 1 : place);
            if (after < 0)
            {
                return place;
            }

            var maskEnd = starts[after] + MaskOf(masks[after].Kind).Length;
            return place >= masks[after].End ? maskEnd + place - masks[after].End : isEnd ? maskEnd : starts[after];
        }
    }

    /// <summary>The last mask that begins at a place or before it, or −1.</summary>
    private static int Last(List<PersonalSpan> masks, int place)
    {
        var (low, high) = (0, masks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = masks[middle].Start <= place ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
