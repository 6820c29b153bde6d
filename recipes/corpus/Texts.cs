namespace Recipes.Corpus;

/// <summary>Short plain texts: sentences in a row, lists, data sheets, so that the characters of ordinary and technical writing are known.</summary>
internal static class Texts
{
    public static string Make(Pick pick) => pick.Next(3) switch
    {
        0 => string.Concat(Enumerable.Range(0, 2 + pick.Next(3)).Select(_ => Sentence.Make(pick).Text)),
        1 => $"{pick.Word(Lexicon.Things)}说明：" + string.Concat(pick.Shuffled(Lexicon.Properties).Take(3).Select(p => $"{p}为{pick.Value()}；")) + "请妥善保管。",
        _ => $"第{pick.Next(40) + 1}条 {pick.Word(Lexicon.People)}在{pick.Word(Lexicon.Places)}应当{pick.Word(Lexicon.Verbs)}{pick.Word(Lexicon.Things)}，不得{pick.Word(Lexicon.Verbs)}{pick.Word(Lexicon.Things)}。",
    };
}
