using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>A regular expression of a pre-tokenizer, matched as Oniguruma does it: on code points, leftmost, in
/// order.</summary>
/// <remarks>Only what splitting patterns use is read: sets, greedy and possessive repetition of one character,
/// alternatives, lookahead, <c>(?i:</c> over ASCII. Everything else is refused by name.</remarks>
internal sealed class SplitPattern
{
    private const int StepsPerCharacter = 500;
    private const long MostEmptySteps = 1_000_000;

    private readonly PatternNode _root;
    private readonly string _expression;

    /// <param name="expression">The regular expression.</param>
    /// <param name="readsWord">See <see cref="SplitPatternParser"/>.</param>
    /// <exception cref="FormatException">It holds something that is not read; the message names it.</exception>
    public SplitPattern(string expression, bool readsWord = false)
    {
        _expression = expression;
        _root = new SplitPatternParser(expression, readsWord).Parse();
        var steps = MostEmptySteps;
        if (Match(_root, "", 0, ref steps) >= 0)
        {
            throw new FormatException("it matches the empty string");
        }
    }

    /// <summary>One past the last character of the match that begins at the position; -1 where there is none.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="position">Where the match begins.</param>
    /// <param name="steps">How many steps are left for this text; see <see cref="StepsFor"/>.</param>
    /// <exception cref="RecipeException">RCP5104: none is left.</exception>
    public int MatchAt(ReadOnlySpan<char> text, int position, ref long steps)
    {
        var end = Match(_root, text, position, ref steps);
        return steps >= 0
            ? end
            : throw new RecipeException(
                new Problem
                {
                    Code = "RCP5104",
                    Fact =
                        $"the tokenizer's pattern '{Shown}' needs more than {StepsPerCharacter} steps per character, so it may never end",
                    Remedy = "use a model whose tokenizer.json has a pattern without nested repetition",
                }
            );
    }

    /// <summary>Steps that a text of this length may take: real patterns take fewer than 20 per character.</summary>
    public static long StepsFor(int lengthChars) => 10_000 + (long)StepsPerCharacter * lengthChars;

    private string Shown => _expression.Length > 60 ? _expression[..60] + "…" : _expression;

    private static int Match(PatternNode node, ReadOnlySpan<char> text, int position, ref long steps)
    {
        while (--steps >= 0)
        {
            switch (node.Kind)
            {
                case PatternNodeKind.Accept:
                    return position;
                case PatternNodeKind.Branch:
                    return MatchFirst(node.Branches, text, position, ref steps);
                case PatternNodeKind.Lookahead:
                    if (MatchFirst(node.Branches, text, position, ref steps) >= 0 == node.IsNegative)
                    {
                        return -1;
                    }

                    break;
                default:
                    var end = Take(node, text, position);
                    steps -= Math.Max(0, end - position) >> 3; // characters are passed faster than nodes
                    if (end < 0 || !IsFixed(node))
                    {
                        return end < 0 ? -1 : GiveBack(node, text, position, end, ref steps);
                    }

                    position = end;
                    break;
            }

            node = node.Next!; // only Accept and Branch, which returned above, have none
        }

        return -1;
    }

    private static bool IsFixed(PatternNode loop) =>
        loop.IsPossessive || loop.Least == loop.Most || loop.Next!.Kind == PatternNodeKind.Accept;

    private static int MatchFirst(
        IReadOnlyList<PatternNode> branches,
        ReadOnlySpan<char> text,
        int position,
        ref long steps
    )
    {
        for (var i = 0; i < branches.Count; i++)
        {
            var end = Match(branches[i], text, position, ref steps);
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

    private static int GiveBack(PatternNode loop, ReadOnlySpan<char> text, int start, int end, ref long steps)
    {
        var least = start;
        for (var i = 0; i < loop.Least; i++)
        {
            least += char.IsHighSurrogate(text[least]) ? 2 : 1;
        }

        for (; end >= least; end -= end > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1)
        {
            var match = Match(loop.Next!, text, end, ref steps);
            if (match >= 0)
            {
                return match;
            }
        }

        return -1;
    }
}
