namespace Recipes.Text.Tokenizers;

/// <summary>A regular expression of a pre-tokenizer, matched as Oniguruma does it: on code points, leftmost, in order.</summary>
/// <remarks>Only what splitting patterns use is read: sets, greedy and possessive repetition of one character,
/// alternatives, lookahead, <c>(?i:</c> over ASCII. Everything else is refused by name.</remarks>
internal sealed class SplitPattern
{
    private readonly PatternNode _root;

    /// <param name="expression">The regular expression.</param>
    /// <param name="readsWord">See <see cref="SplitPatternParser"/>.</param>
    /// <exception cref="FormatException">It holds something that is not read; the message names it.</exception>
    public SplitPattern(string expression, bool readsWord = false)
    {
        _root = new SplitPatternParser(expression, readsWord).Parse();
        if (Match(_root, "", 0) >= 0)
        {
            throw new FormatException("it matches the empty string");
        }
    }

    /// <summary>One past the last character of the match that begins at the position; -1 where there is none.</summary>
    public int MatchAt(ReadOnlySpan<char> text, int position) => Match(_root, text, position);

    private static int Match(PatternNode node, ReadOnlySpan<char> text, int position)
    {
        while (true)
        {
            switch (node.Kind)
            {
                case PatternNodeKind.Accept:
                    return position;
                case PatternNodeKind.Branch:
                    return MatchFirst(node.Branches, text, position);
                case PatternNodeKind.Lookahead:
                    if (MatchFirst(node.Branches, text, position) >= 0 == node.IsNegative)
                    {
                        return -1;
                    }

                    break;
                default:
                    var end = Take(node, text, position);
                    if (end < 0 || !IsFixed(node))
                    {
                        return end < 0 ? -1 : GiveBack(node, text, position, end);
                    }

                    position = end;
                    break;
            }

            node = node.Next!; // only Accept and Branch, which returned above, have none
        }
    }

    private static bool IsFixed(PatternNode loop) =>
        loop.IsPossessive || loop.Least == loop.Most || loop.Next!.Kind == PatternNodeKind.Accept;

    private static int MatchFirst(IReadOnlyList<PatternNode> branches, ReadOnlySpan<char> text, int position)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            var end = Match(branches[i], text, position);
            if (end >= 0)
            {
                return end;
            }
        }

        return -1;
    }

    /// <summary>Takes as many characters as the loop may; -1 where there are too few.</summary>
    private static int Take(PatternNode loop, ReadOnlySpan<char> text, int position)
    {
        var set = loop.Set!; // a loop always has one
        var count = 0;
        int width;
        while (count < loop.Most && (width = set.WidthAt(text, position)) > 0)
        {
            position += width;
            count++;
        }

        return count < loop.Least ? -1 : position;
    }

    private static int GiveBack(PatternNode loop, ReadOnlySpan<char> text, int start, int end)
    {
        var least = start;
        for (var i = 0; i < loop.Least; i++)
        {
            least += char.IsHighSurrogate(text[least]) ? 2 : 1;
        }

        for (; end >= least; end -= end > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1)
        {
            var match = Match(loop.Next!, text, end);
            if (match >= 0)
            {
                return match;
            }
        }

        return -1;
    }
}
