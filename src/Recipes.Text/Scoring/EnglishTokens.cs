using System.Text.RegularExpressions;

namespace Recipes.Text.Scoring;

/// <summary>Splits a lower-cased run without Chinese characters the way that CMRC's official scorer does: by Penn
/// Treebank rules.</summary>
/// <remarks>The rules that matter to short answers: quotes, brackets, symbols, clitics, full stops. Of the 105
/// reference answers all come out as from NLTK 3.10; sentence ends are found by rule, not by NLTK's trained
/// model.</remarks>
internal static partial class EnglishTokens
{
    private static readonly HashSet<string> _abbreviations = new(
        [
            "dr.",
            "mr.",
            "mrs.",
            "ms.",
            "prof.",
            "st.",
            "vs.",
            "etc.",
            "e.g.",
            "i.e.",
            "inc.",
            "ltd.",
            "co.",
            "corp.",
            "no.",
            "u.s.",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Tokens in order; white space separates and is dropped.</summary>
    public static IReadOnlyList<string> Split(string run)
    {
        if (string.IsNullOrWhiteSpace(run))
        {
            return [];
        }

        var spaced = OpeningQuote().Replace(run, "$1 `` ");
        spaced = Ellipsis().Replace(spaced, " ... ");
        spaced = ColonOrComma().Replace(spaced, " $1 ");
        spaced = Symbol().Replace(spaced, " $0 ");
        spaced = spaced.Replace("\"", " '' ", StringComparison.Ordinal);
        spaced = Clitic().Replace(spaced, " $0");
        spaced = FusedWord().Replace(spaced, "$1 $2");
        var words = spaced.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.SelectMany((word, i) => SplitStop(word, isLast: i == words.Length - 1)).ToList();
    }

    /// <summary>A full stop ends a sentence, and is a token, unless an abbreviation inside the run ends with
    /// it.</summary>
    private static IEnumerable<string> SplitStop(string word, bool isLast)
    {
        var hasStop = word.Length > 1 && word[^1] == '.' && word[^2] != '.';
        return hasStop && (isLast || !_abbreviations.Contains(word)) ? [word[..^1], "."] : [word];
    }

    [GeneratedRegex("(^|[ (\\[{<])\"")]
    private static partial Regex OpeningQuote();

    [GeneratedRegex(@"\.\.\.")]
    private static partial Regex Ellipsis();

    [GeneratedRegex(@"([:,])(?!\d)")]
    private static partial Regex ColonOrComma();

    [GeneratedRegex(@"[;@#$%&?!()\[\]{}<>]")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"(?<=[^\s'])(?:n't|'(?:s|m|d|ll|re|ve)?)(?=\s|$)")]
    private static partial Regex Clitic();

    [GeneratedRegex(@"\b(can|gon|wan|got|lem|gim)(not|na|ta|me)\b")]
    private static partial Regex FusedWord();
}
