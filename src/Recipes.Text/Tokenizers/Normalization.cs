using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Unicode normalization of any text in nearly linear time.</summary>
internal static class Normalization
{
    private const char NoCharacter = '\uFFFE'; // string.Normalize throws at it
    private const int LongestPlainRun = 128; // marks in a row that ICU may sort by itself; chosen by hand

    /// <summary>The text in a normalization form.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="form">Any of the four.</param>
    public static string Apply(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        text = WithOrderedRuns(text);
        return text.AsSpan().Contains(NoCharacter)
            ? string.Join(NoCharacter, text.Split(NoCharacter).Select(part => part.Normalize(form)))
            : text.Normalize(form);
    }

    /// <summary>Puts long runs of marks into canonical order, which changes no normalization form of the
    /// text.</summary>
    /// <remarks>ICU sorts them by insertion: 400,000 marks of two classes in turn took it two minutes.</remarks>
    private static string WithOrderedRuns(string text)
    {
        StringBuilder? ordered = null;
        var done = 0;
        for (var position = 0; position < text.Length;)
        {
            var end = MarksEnd(text, position);
            if (end - position > LongestPlainRun)
            {
                ordered ??= new(text.Length);
                ordered.Append(text, done, position - done);
                AppendOrdered(text.AsSpan(position, end - position), ordered);
                done = end;
            }

            position = Math.Max(end, position + 1);
        }

        return ordered is null ? text : ordered.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>One past the marks that begin at the position; the position itself where none does.</summary>
    private static int MarksEnd(string text, int position)
    {
        while (
            position < text.Length
            && text[position] >= '\u0300'
            && IsMark(CharUnicodeInfo.GetUnicodeCategory(text, position))
        )
        {
            position += char.IsHighSurrogate(text[position]) ? 2 : 1;
        }

        return position;
    }

    private static bool IsMark(UnicodeCategory category) =>
        category
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    /// <summary>Sorts stably by combining class, between the marks whose class is 0: those stay where they
    /// are.</summary>
    private static void AppendOrdered(ReadOnlySpan<char> marks, StringBuilder into)
    {
        var classes = new CombiningOrder();
        var run = new List<string>();
        foreach (var mark in marks.EnumerateRunes())
        {
            // A mark may decompose into two.
            foreach (var part in mark.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
            {
                var text = part.ToString();
                if (classes.Moves(text))
                {
                    run.Add(text);
                    continue;
                }

                AppendSorted(run, classes, into);
                into.Append(text);
            }
        }

        AppendSorted(run, classes, into);
    }

    private static void AppendSorted(List<string> run, CombiningOrder classes, StringBuilder into)
    {
        foreach (var mark in run.Order(classes)) // stable, unlike List.Sort
        {
            into.Append(mark);
        }

        run.Clear();
    }

    /// <summary>Compares marks by combining class, which .NET does not tell, but shows by what it puts first.</summary>
    private sealed class CombiningOrder : IComparer<string>
    {
        private const string LowestClass = "\u0334"; // 1
        private const string HighestClass = "\u0345"; // 240
        private readonly Dictionary<(string First, string Second), bool> _swaps = [];

        /// <summary>Whether the class is not 0.</summary>
        public bool Moves(string mark) => Swaps(mark, LowestClass) || Swaps(HighestClass, mark);

        public int Compare(string? x, string? y) => (x, y) is ({ } first, { } second)
            ? Swaps(first, second) ? 1 : Swaps(second, first) ? -1 : 0
            : 0;

        private bool Swaps(string first, string second)
        {
            if (!_swaps.TryGetValue((first, second), out var swaps))
            {
                swaps = !(first + second).IsNormalized(NormalizationForm.FormD);
                _swaps[(first, second)] = swaps;
            }

            return swaps;
        }
    }
}
