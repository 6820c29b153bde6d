using System.Text;

namespace Recipes.Text.Chat;

/// <summary>Marks special tokens that people wrote, so that they stay letters while the template's own are
/// found.</summary>
/// <remarks>A noncharacter that no message holds goes behind the first character of each such text, and behind the
/// first character of a text's end that could begin one; the rendering carries it to the tokenizer, which drops
/// it.</remarks>
internal sealed class SpecialTextGuard
{
    private readonly IReadOnlyList<string> _special;

    /// <param name="special">Texts of special tokens.</param>
    /// <param name="texts">Everything that people wrote.</param>
    /// <exception cref="Jinja.JinjaException">All thirty-one noncharacters occur.</exception>
    public SpecialTextGuard(IReadOnlyList<string> special, string texts)
    {
        _special = special;
        var free = Enumerable
            .Range(0xFDD0, 0x1F)
            .Select(c => (char)c)
            .Where(c => !texts.Contains(c, StringComparison.Ordinal))
            .ToList();
        Mark =
            free.Count > 0
                ? free[0]
                : throw new Jinja.JinjaException("ValueError", "the messages hold every noncharacter U+FDD0 to U+FDEE");
    }

    /// <summary>The noncharacter.</summary>
    public char Mark { get; }

    /// <summary>The text with marks.</summary>
    public string Guard(string text)
    {
        var places = new SortedSet<int>();
        foreach (var special in _special)
        {
            for (
                var i = text.IndexOf(special, StringComparison.Ordinal);
                i >= 0;
                i = text.IndexOf(special, i + 1, StringComparison.Ordinal)
            )
            {
                places.Add(i + 1);
            }

            for (var length = Math.Min(special.Length - 1, text.Length); length > 0; length--)
            {
                if (text.AsSpan().EndsWith(special.AsSpan(0, length), StringComparison.Ordinal))
                {
                    places.Add(text.Length - length + 1);
                    break;
                }
            }
        }

        return places.Count == 0 ? text : Marked(text, places);
    }

    private string Marked(string text, SortedSet<int> places)
    {
        var marked = new StringBuilder(text.Length + places.Count);
        var done = 0;
        foreach (var place in places)
        {
            marked.Append(text, done, place - done).Append(Mark);
            done = place;
        }

        return marked.Append(text, done, text.Length - done).ToString();
    }
}
