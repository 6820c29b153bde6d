namespace Recipes.Text.Privacy;

/// <summary>A few words that are looked for at a place.</summary>
/// <param name="words">In the order in which they are tried: longer ones first.</param>
internal sealed class WordList(IReadOnlyList<string> words)
{
    private readonly ILookup<char, string> _byFirst = words.ToLookup(w => w[0]);
    private readonly bool[] _isFirst = FirstCharacters(words);

    /// <summary>The length of the word that stands at a place; 0 for none, and behind the text.</summary>
    public int LengthAt(string text, int at)
    {
        if (at >= text.Length || !_isFirst[text[at]])
        {
            return 0;
        }

        foreach (var word in _byFirst[text[at]])
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0)
            {
                return word.Length;
            }
        }

        return 0;
    }

    private static bool[] FirstCharacters(IReadOnlyList<string> words)
    {
        var isFirst = new bool[char.MaxValue + 1];
        foreach (var word in words)
        {
            isFirst[word[0]] = true;
        }

        return isFirst;
    }
}
