using System.Text;
using Recipes.Text.Similarity;

namespace Recipes.Text.Scoring;

/// <summary>An answer as <c>exact</c> and <c>contains</c> compare it: folded, with what folding must not lose in a
/// value.</summary>
/// <remarks>Beyond <see cref="Folding.Fold"/> a decimal point between digits stays (3.5 is not 35) and so does a minus
/// before a number (−5℃ is not 5℃). Where something was removed is remembered, so that words keep their ends.</remarks>
public sealed class AnswerText
{
    private const string Numerals = "零〇一二两三四五六七八九十百千万亿";
    private const string Negations = "不未非无没";

    private readonly List<Rune> _runes = [];
    private readonly HashSet<int> _breaks = []; // places before which a rune was removed

    /// <summary>Folds a text.</summary>
    public AnswerText(string text)
    {
        var runes = Folding.Normalize(text).ToLowerInvariant().EnumerateRunes().ToList();
        for (var i = 0; i < runes.Count; i++)
        {
            var isMinus = runes[i].Value is '-' or 0x2212 && IsMinus(runes, i);
            if (isMinus || IsDecimalPoint(runes, i) || !Folding.IsRemoved(runes[i]))
            {
                _runes.Add(isMinus ? new Rune('-') : runes[i]);
            }
            else
            {
                _breaks.Add(_runes.Count);
            }
        }
    }

    /// <summary>In runes, after folding.</summary>
    public int Length => _runes.Count;

    /// <summary>True where both fold to the same runes, at least one.</summary>
    public bool Equals(AnswerText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Length > 0 && _runes.SequenceEqual(other._runes);
    }

    /// <summary>True where <paramref name="gold"/> stands in this text whole: not as part of a longer number or Latin
    /// word, and not right after 不, 未, 非, 无 or 没.</summary>
    public bool ContainsWhole(AnswerText gold)
    {
        ArgumentNullException.ThrowIfNull(gold);
        return gold.Length > 0
            && Enumerable.Range(0, Math.Max(0, Length - gold.Length + 1)).Any(start => IsAt(gold, start));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_runes);

    private bool IsAt(AnswerText gold, int start)
    {
        for (var i = 0; i < gold.Length; i++)
        {
            if (_runes[start + i] != gold._runes[i])
            {
                return false;
            }
        }

        var end = start + gold.Length;
        return StartsWhole(start)
            && (end == Length || _breaks.Contains(end) || !Continues(_runes[end - 1], _runes[end]));
    }

    private bool StartsWhole(int start)
    {
        if (start == 0 || _breaks.Contains(start))
        {
            return true;
        }

        var before = _runes[start - 1];
        var isSigned = before.Value == '-' && IsDigit(_runes[start]);
        return !isSigned
            && !Negations.Contains(before.ToString(), StringComparison.Ordinal)
            && !Continues(before, _runes[start]);
    }

    /// <summary>True where two neighbours belong to one number or one Latin word.</summary>
    private static bool Continues(Rune before, Rune after) =>
        (IsNumber(before) && IsNumber(after)) || (IsLatin(before) && IsLatin(after));

    private static bool IsNumber(Rune rune) =>
        IsDigit(rune) || rune.Value == '.' || Numerals.Contains(rune.ToString(), StringComparison.Ordinal);

    private static bool IsDigit(Rune rune) => rune.Value is >= '0' and <= '9';

    private static bool IsLatin(Rune rune) =>
        rune.Value is >= 'a' and <= 'z' or (>= 0xC0 and <= 0x24F and not 0xD7 and not 0xF7);

    private static bool IsDecimalPoint(List<Rune> runes, int i) =>
        runes[i].Value == '.' && i > 0 && i + 1 < runes.Count && IsDigit(runes[i - 1]) && IsDigit(runes[i + 1]);

    /// <summary>A dash right before a digit, and not right after a digit, a Latin letter or another dash: 3-5 and A-5
    /// are no negative numbers.</summary>
    private static bool IsMinus(List<Rune> runes, int i) =>
        i + 1 < runes.Count && IsDigit(runes[i + 1])
        && (i == 0 || !(IsDigit(runes[i - 1]) || IsLatin(runes[i - 1]) || runes[i - 1].Value is '-' or 0x2212));
}
