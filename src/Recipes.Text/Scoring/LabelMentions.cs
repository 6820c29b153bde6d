using System.Text;
using Recipes.Text.Similarity;

namespace Recipes.Text.Scoring;

/// <summary>Looks for labels inside prose.</summary>
/// <remarks>Longer labels are looked for first, so that 不同 is never read as 同. A label after a negation speaks for the
/// other one of two labels, and for none of more. A label of one rune, or of Latin letters, counts only as a word of
/// its own (是，…; 选 A), and an English negation reaches three words far (not the same).</remarks>
internal sealed class LabelMentions
{
    private static readonly string[] _negations = ["不是指", "并非指", "不属于", "并不是", "不是", "并非", "并不", "不指", "不", "非"];
    private static readonly HashSet<string> _latinNegations =
        new(["not", "isn", "aren", "don", "doesn", "cannot", "never"], StringComparer.Ordinal); // isn't comes as isn, t

    private readonly IReadOnlyList<string> _labels;
    private readonly List<(string Label, string Folded)> _byLength;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <param name="labels">All that may be chosen.</param>
    public LabelMentions(IReadOnlyList<string> labels)
    {
        _labels = labels;
        _byLength = labels.Select(l => (Label: l, Folded: Folding.Fold(l))).Where(l => l.Folded.Length > 0)
            .OrderByDescending(l => l.Folded.Length).ToList();
    }

    /// <summary>The only label that the text mentions, or null where it mentions none or several.</summary>
    public string? Only(string text)
    {
        _found.Clear();
        var sinceNegation = int.MaxValue; // words since the last Latin negation
        foreach (var word in Words(text))
        {
            var rest = Folding.Fold(word);
            sinceNegation = _latinNegations.Contains(rest) ? 0 : sinceNegation < 3 ? sinceNegation + 1 : int.MaxValue;
            foreach (var (label, folded) in _byLength)
            {
                rest = folded.Length == 1 || IsLatin(folded)
                    ? TakeWord(rest, word, label, folded, isNegated: sinceNegation <= 3)
                    : TakeInside(rest, label, folded);
            }
        }

        return _found.Count == 1 ? _found.Single() : null;
    }

    /// <summary>The runs between punctuation and white space; a change between Latin and other letters separates
    /// too.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var isLatin = false;
        foreach (var rune in Folding.Normalize(text).EnumerateRunes())
        {
            var isBreak = Folding.IsRemoved(rune);
            var nowLatin = IsLatinOrDigit(rune);
            if (word.Length > 0 && (isBreak || nowLatin != isLatin))
            {
                yield return word.ToString();
                word.Clear();
            }

            isLatin = nowLatin;
            if (!isBreak)
            {
                word.Append(rune);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private string TakeWord(string rest, string word, string label, string folded, bool isNegated)
    {
        var isLetter = label.Length == 1 && char.IsAsciiLetterUpper(label[0]);
        if (rest == folded || rest == folded + "的")
        {
            if (isNegated && IsLatin(folded))
            {
                AddOther(label);
            }
            else if (!isLetter || word == label) // the article in "a dog" chooses nothing
            {
                _found.Add(label);
            }

            return "";
        }

        if (_negations.Any(n => rest == n + folded || rest == n + folded + "的"))
        {
            AddOther(label);
            return "";
        }

        return rest;
    }

    private string TakeInside(string text, string label, string folded)
    {
        var rest = new StringBuilder(text.Length);
        var from = 0;
        for (
            var at = text.IndexOf(folded, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(folded, from, StringComparison.Ordinal)
        )
        {
            var before = text[from..at];
            if (_negations.FirstOrDefault(n => before.EndsWith(n, StringComparison.Ordinal)) is { } negation)
            {
                AddOther(label);
                before = before[..^negation.Length];
            }
            else
            {
                _found.Add(label);
            }

            rest.Append(before).Append('\n'); // taken, so that no shorter label is found in it
            from = at + folded.Length;
        }

        return rest.Append(text, from, text.Length - from).ToString();
    }

    private void AddOther(string label)
    {
        if (_labels.Count == 2)
        {
            _found.Add(_labels.First(l => l != label));
        }
    }

    private static bool IsLatin(string text) => text.EnumerateRunes().All(IsLatinOrDigit);

    private static bool IsLatinOrDigit(Rune rune) => rune.Value < 0x250 && Rune.IsLetterOrDigit(rune);
}
