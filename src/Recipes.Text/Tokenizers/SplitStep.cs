namespace Recipes.Text.Tokenizers;

/// <summary>What becomes of the matches of a splitting pattern; names as in tokenizer.json.</summary>
internal enum SplitBehavior
{
    /// <summary>Left out.</summary>
    Removed,

    /// <summary>Each a piece.</summary>
    Isolated,

    /// <summary>Joined to the piece before.</summary>
    MergedWithPrevious,

    /// <summary>Joined to the piece after.</summary>
    MergedWithNext,

    /// <summary>Neighbouring matches are one piece.</summary>
    Contiguous,
}

/// <summary>One step of a pre-tokenizer: cuts each piece into smaller ones.</summary>
/// <param name="pattern">What is matched.</param>
/// <param name="behavior">What becomes of matches.</param>
/// <param name="isInverted">Whether the text between matches counts as the match.</param>
internal sealed class SplitStep(SplitPattern pattern, SplitBehavior behavior, bool isInverted)
{
    /// <summary>Cuts text[start..end] and appends the pieces in order.</summary>
    public void Split(ReadOnlySpan<char> text, int start, int end, List<(int Start, int End)> into)
    {
        var piece = text[..end];
        var steps = SplitPattern.StepsFor(end - start);
        var first = into.Count;
        var wasMatch = false;
        var pending = start;
        for (var position = start; position < end;)
        {
            var match = pattern.MatchAt(piece, position, ref steps);
            if (match < 0)
            {
                position += char.IsHighSurrogate(piece[position]) ? 2 : 1;
                continue;
            }

            if (position > pending)
            {
                wasMatch = Add((pending, position), isInverted, wasMatch, first, into);
            }

            wasMatch = Add((position, match), !isInverted, wasMatch, first, into);
            position = pending = match;
        }

        if (pending < end)
        {
            Add((pending, end), isInverted, wasMatch, first, into);
        }
    }

    /// <summary>Appends a piece or joins it to the one before; returns whether the next piece sees a match before
    /// it.</summary>
    private bool Add(
        (int Start, int End) piece,
        bool isMatch,
        bool wasMatch,
        int first,
        List<(int Start, int End)> into
    )
    {
        var hasPrevious = into.Count > first;
        var joins = hasPrevious && behavior switch
        {
            SplitBehavior.MergedWithPrevious => isMatch && !wasMatch,
            SplitBehavior.MergedWithNext => !isMatch && wasMatch,
            SplitBehavior.Contiguous => isMatch == wasMatch,
            _ => false,
        };
        if (joins)
        {
            into[^1] = (into[^1].Start, piece.End);
        }
        else if (!(behavior == SplitBehavior.Removed && isMatch))
        {
            into.Add(piece);
        }

        return isMatch;
    }
}
