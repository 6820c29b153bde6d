using System.Buffers;
using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Cuts a text at the added tokens that stand in it: the leftmost first, the longest of those that begin
/// together.</summary>
internal sealed class AddedTokenFinder
{
    private readonly List<Dictionary<char, int>> _children = [[]]; // a trie; node 0 is the root
    private readonly List<AddedToken?> _ends = [null];
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">Each with the text to look for.</param>
    public AddedTokenFinder(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        foreach (var (text, token) in tokens.Where(t => t.Text.Length > 0))
        {
            var node = 0;
            foreach (var c in text)
            {
                if (!_children[node].TryGetValue(c, out var child))
                {
                    child = _children.Count;
                    _children[node][c] = child;
                    _children.Add([]);
                    _ends.Add(null);
                }

                node = child;
            }

            _ends[node] = token;
        }

        _firsts = SearchValues.Create(_children[0].Keys.ToArray());
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => _children[0].Count == 0;

    /// <summary>The whole text in order, as segments of text (no token) and tokens.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="findsSpecial">Whether special tokens are found; without, their letters are text like any
    /// other.</param>
    public IReadOnlyList<Segment> Split(string text, bool findsSpecial)
    {
        var segments = new List<Segment>();
        var done = 0;
        foreach (var (found, matchEnd, token) in Matches(text))
        {
            if (!findsSpecial && token.IsSpecial || token.IsSingleWord && !StandsAlone(text, found, matchEnd))
            {
                continue;
            }

            var start = token.TakesSpaceBefore ? SpaceStart(text, done, found) : found;
            var end = token.TakesSpaceAfter ? SpaceEnd(text, matchEnd) : matchEnd;
            if (start > done)
            {
                segments.Add(new(done, start, null));
            }

            segments.Add(new(start, end, token));
            done = end;
        }

        if (done < text.Length)
        {
            segments.Add(new(done, text.Length, null));
        }

        return segments;
    }

    private IEnumerable<(int Start, int End, AddedToken Token)> Matches(string text)
    {
        for (var position = 0; position < text.Length;)
        {
            var skip = text.AsSpan(position).IndexOfAny(_firsts);
            if (skip < 0)
            {
                yield break;
            }

            position += skip;
            var (end, token) = LongestAt(text, position);
            if (token is not null)
            {
                yield return (position, end, token);
            }

            position = token is null ? position + 1 : end;
        }
    }

    private (int End, AddedToken? Token) LongestAt(string text, int start)
    {
        var (end, token) = (start, (AddedToken?)null);
        for (int position = start, node = 0; position < text.Length; position++)
        {
            if (!_children[node].TryGetValue(text[position], out node))
            {
                break;
            }

            (end, token) = _ends[node] is { } longer ? (position + 1, longer) : (end, token);
        }

        return (end, token);
    }

    private static bool StandsAlone(string text, int start, int end)
    {
        var after = end < text.Length && CharacterSet.Word.WidthAt(text, end) > 0;
        return !after
            && !(
                Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var before, out _) == OperationStatus.Done
                && CharacterSet.Word.Contains(before.Value)
            );
    }

    private static int SpaceStart(string text, int start, int end)
    {
        while (end > start && CharacterSet.WhiteSpace.Contains(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static int SpaceEnd(string text, int start)
    {
        while (start < text.Length && CharacterSet.WhiteSpace.Contains(text[start]))
        {
            start++;
        }

        return start;
    }
}

/// <summary>A stretch of a text.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="End">One past its last.</param>
/// <param name="Token">The added token that stands here; null for text.</param>
internal readonly record struct Segment(int Start, int End, AddedToken? Token);
