using System.Buffers;
using Recipes.Core;

namespace Recipes.Text.Privacy;

/// <summary>Finds e-mail addresses: a dotted name, @, and a domain with a top-level name of letters (RFC 5321, without
/// quoted names and address literals).</summary>
internal static class Emails
{
    private const int LongestName = 64; // RFC 5321, section 4.5.3.1
    private const int LongestDomain = 255;
    private static readonly SearchValues<char> _at = SearchValues.Create('@', '＠', '﹫');

    // logo@2x.png names a picture.
    private static readonly string[] _fileTypes = ["PNG", "JPG", "JPEG", "GIF", "SVG", "WEBP", "BMP", "PDF", "JS", "CSS", "HTML"];

    public static void Find(string text, List<PersonalSpan> found)
    {
        var end = 0;
        while (end < text.Length)
        {
            var at = text.AsSpan(end).IndexOfAny(_at);
            if (at < 0)
            {
                return;
            }

            at += end;
            var start = NameStart(text, at, end);
            var domainEnd = DomainEnd(text, at + 1);
            var isAddress = start < at && domainEnd > at + 1;
            if (isAddress)
            {
                found.Add(new(PersonalKind.Email, start, domainEnd));
            }

            end = isAddress ? domainEnd : at + 1;
        }
    }

    /// <summary>Where the name before @ begins; the place of @ where there is none.</summary>
    private static int NameStart(string text, int at, int least)
    {
        var start = at;
        while (start > least && at - start <= LongestName && IsNameCharacter(PlainForm.Of(text[start - 1])))
        {
            start--;
        }

        while (start < at && PlainForm.Of(text[start]) is '.' or '-' or '_' or '\'' or '/')
        {
            start++; // punctuation before the name
        }

        return at - start <= LongestName && start < at && PlainForm.Of(text[at - 1]) != '.' ? start : at;
    }

    /// <summary>One past the last label that is a top-level name; the given place where there is none.</summary>
    private static int DomainEnd(string text, int start)
    {
        var end = start;
        var label = start;
        var at = start;
        for (; at < text.Length && at - start <= LongestDomain; at++)
        {
            var plain = PlainForm.Of(text[at]);
            if (plain == '.' && at > label)
            {
                end = IsTopLevel(text, label, at) && label > start ? at : end;
                label = at + 1;
            }
            else if (!PlainForm.IsLetterOrDigit(plain) && plain != '-')
            {
                break;
            }
        }

        return label > start && IsTopLevel(text, label, at) ? at : end;
    }

    private static bool IsTopLevel(string text, int start, int end)
    {
        if (end - start is < 2 or > 24)
        {
            return false;
        }

        Span<char> plain = stackalloc char[end - start];
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = PlainForm.Of(text[start + i]);
        }

        if (plain.ContainsAnyExceptInRange('A', 'Z'))
        {
            return plain.Length > 4 && plain.StartsWith("XN--");
        }

        foreach (var type in _fileTypes)
        {
            if (plain.SequenceEqual(type))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNameCharacter(char plain) =>
        PlainForm.IsLetterOrDigit(plain) || plain is '.' or '_' or '-' or '+' or '%' or '\'' or '/' or '=' or '&' or '~';
}
