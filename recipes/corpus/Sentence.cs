namespace Recipes.Corpus;

/// <summary>A sentence with its words and the heads of its parts.</summary>
internal sealed record Sentence(IReadOnlyList<string> Words, string Subject, string Verb, string Object)
{
    public string Text => string.Concat(Words);

    /// <summary>Subject, verb and object with modifiers: the longer, the harder.</summary>
    /// <param name="pick">Chooses the words.</param>
    /// <param name="hasClauses">Lets subject and object carry a clause of their own (在书店买画的老师…): the nearest verb
    /// and the nearest noun then are not the sentence's.</param>
    public static Sentence Make(Pick pick, bool hasClauses = false)
    {
        var words = new List<string>();
        if (pick.Chance(0.55))
        {
            words.Add(pick.Word(Lexicon.Times));
            if (pick.Chance(0.2))
            {
                words.Add("，");
            }
        }

        if (pick.Chance(0.3))
        {
            words.Add(pick.Word(Lexicon.Adjectives));
            words.Add("的");
        }

        if (hasClauses && pick.Chance(0.35))
        {
            words.AddRange(["在", pick.Word(Lexicon.Places), pick.Word(Lexicon.Verbs), pick.Word(Lexicon.Things), "的"]);
        }

        var subject = pick.Chance(0.35) ? pick.Name() : pick.Chance(0.75) ? pick.Word(Lexicon.People) : pick.Word(Lexicon.Animals);
        words.Add(subject);
        if (pick.Chance(0.15))
        {
            words.Add("和");
            words.Add(pick.Word(Lexicon.People));
        }

        if (pick.Chance(0.5))
        {
            words.Add("在");
            words.Add(pick.Chance(0.75) ? pick.Word(Lexicon.Places) : pick.Word(Lexicon.Cities));
        }

        if (pick.Chance(0.3))
        {
            words.Add(pick.Word(Lexicon.Adverbs));
        }

        var verb = pick.Word(Lexicon.Verbs);
        words.Add(verb);
        if (pick.Chance(0.6))
        {
            words.Add("了");
        }

        if (pick.Chance(0.45))
        {
            words.Add(pick.Of(Lexicon.Measures));
        }

        if (pick.Chance(0.4))
        {
            words.Add(pick.Word(Lexicon.Adjectives));
            words.Add("的");
        }

        if (hasClauses && pick.Chance(0.35))
        {
            words.AddRange([pick.Chance(0.3) ? pick.Name() : pick.Word(Lexicon.People), pick.Word(Lexicon.Times), pick.Word(Lexicon.Verbs), "的"]);
        }
        else if (pick.Chance(0.15))
        {
            words.Add(pick.Word(Lexicon.People));
            words.Add("的");
        }

        var thing = pick.Chance(0.1) ? pick.Invented(2, 3) : pick.Chance(0.7) ? pick.Word(Lexicon.Things) : pick.Word(Lexicon.Foods);
        words.Add(thing);
        words.Add("。");
        return new(words, subject, verb, thing);
    }

    /// <summary>The words without the final full stop.</summary>
    public string Bare => string.Concat(Words.SkipLast(1));
}
