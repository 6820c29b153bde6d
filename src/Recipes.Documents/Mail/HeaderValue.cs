using System.Text.RegularExpressions;

namespace Recipes.Documents.Mail;

/// <summary>Header fields of the form <c>text/plain; charset="gb2312"</c> (RFC 2045, 2231).</summary>
internal static partial class HeaderValue
{
    /// <summary>The value in lower case and its parameters, names in lower case; parameters in pieces are put together.</summary>
    public static (string Value, Dictionary<string, string> Parameters) Parse(string header)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in Parameter().Matches(header))
        {
            var name = match.Groups["name"].Value.ToLowerInvariant();
            var value = match.Groups["quoted"] is { Success: true } quoted
                ? quoted.Value.Replace("\\", "", StringComparison.Ordinal)
                : match.Groups["plain"].Value;
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0)
            {
                parameters.TryAdd(name, value);
                continue;
            }

            var piece = name.EndsWith('*') ? Uri.UnescapeDataString(value[(value.LastIndexOf('\'') + 1)..]) : value;
            parameters[name[..star]] = parameters.GetValueOrDefault(name[..star]) + piece;
        }

        var end = header.IndexOf(';', StringComparison.Ordinal);
        return ((end < 0 ? header : header[..end]).Trim().ToLowerInvariant(), parameters);
    }

    [GeneratedRegex(
        ";\\s*(?<name>[^\\s=;\"]+)\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"|(?<plain>[^\\s;\"]*))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
