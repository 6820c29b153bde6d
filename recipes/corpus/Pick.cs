namespace Recipes.Corpus;

/// <summary>Seeded choices; up to <paramref name="unseen"/> words of a question may come from the withheld part.</summary>
internal sealed class Pick(Random random, int unseen = 0)
{
    private int _unseen = unseen;

    /// <summary>The withheld word used last; null where none was.</summary>
    public string? Unseen { get; private set; }

    public int Next(int below) => random.Next(below);

    public bool Chance(double p) => random.NextDouble() < p;

    public T Of<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    /// <summary>A word that training may use, or now and then a withheld one in an unseen item.</summary>
    public string Word(string[] list)
    {
        var withheld = Lexicon.Withheld(list);
        if (_unseen > 0 && withheld.Count > 0 && Chance(0.6))
        {
            _unseen--;
            return Unseen = Of(withheld);
        }

        return Of(Lexicon.Taught(list));
    }

    /// <summary>A wording that training may use, or the withheld last one in an unseen item.</summary>
    public T Wording<T>(IReadOnlyList<T> wordings, Func<T, string> text)
    {
        if (_unseen == 0 || Chance(0.3))
        {
            return wordings[random.Next(wordings.Count - 1)];
        }

        _unseen--;
        Unseen = text(wordings[^1]);
        return wordings[^1];
    }

    /// <summary>A family name with one or two syllables.</summary>
    public string Name() => Of(Lexicon.Surnames) + Of(Lexicon.GivenSyllables) + (Chance(0.6) ? Of(Lexicon.GivenSyllables) : "");

    /// <summary>Characters in a row that mean nothing: copying them is the point.</summary>
    public string Invented(int least, int most) =>
        string.Concat(Enumerable.Range(0, least + Next(most - least + 1)).Select(_ => Of(Lexicon.Characters)));

    /// <summary>A number with a unit, as data sheets have them.</summary>
    public string Value() => Next(8) switch
    {
        0 => $"{Next(900) + 10} N·m",
        1 => $"{(Next(90) + 10) / 10.0:0.0} bar",
        2 => $"{Next(800) + 20} mm",
        3 => $"{Next(300) + 5} 公里",
        4 => $"{Next(95) + 5}%",
        5 => $"{Next(400) + 12} V",
        6 => $"{(Next(900) + 10) / 10.0:0.0} kW",
        _ => $"{(char)('A' + Next(26))}{(char)('A' + Next(26))}-{Next(9000) + 1000}",
    };

    public List<T> Shuffled<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }
}
