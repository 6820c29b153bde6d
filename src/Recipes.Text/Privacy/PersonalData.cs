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

    /// <summary>The text with some spans masked.</summary>
    /// <param name="text">Where the spans were found.</param>
    /// <param name="spans">By start; where two overlap, the mask of the first covers both.</param>
    /// <returns>The masked text and, for each span, its place in it.</returns>
    public static (string Text, IReadOnlyList<PersonalSpan> Spans) Mask(string text, IReadOnlyList<PersonalSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        if (spans.Count == 0)
        {
            return (text, spans);
        }

        var masked = new StringBuilder(text.Length);
        var moved = new List<PersonalSpan>(spans.Count);
        var end = 0; // of what is copied or masked so far
        foreach (var span in spans)
        {
            if (span.Start >= end)
            {
                masked.Append(text, end, span.Start - end).Append(MaskOf(span.Kind));
                moved.Add(new(span.Kind, masked.Length - MaskOf(span.Kind).Length, masked.Length));
            }
            else
            {
                moved.Add(moved[^1] with { Kind = span.Kind });
            }

            end = Math.Max(end, span.End);
        }

        return (masked.Append(text, end, text.Length - end).ToString(), moved);
    }
}
