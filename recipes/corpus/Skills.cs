namespace Recipes.Corpus;

/// <summary>What the abilities rest on: copying, echoing, retrieving from a list or a passage, refusing where nothing is given.</summary>
internal static class Skills
{
    public const string NoAnswer = "文中没有提到。";

    /// <summary>A prompt and its answer.</summary>
    public static (string Prompt, string Answer) Make(Pick pick) => pick.Next(11) switch
    {
        0 => Echo(pick),
        1 => Echo(pick),
        2 => Quote(pick),
        3 or 4 or 5 => LookUp(pick),
        6 or 7 => Row(pick),
        8 => Missing(pick),
        9 => Spell(pick),
        _ => Choose(pick),
    };

    private static (string, string) Echo(Pick pick)
    {
        var text = pick.Chance(0.4) ? pick.Invented(2, 10) : pick.Chance(0.5) ? Sentence.Make(pick).Text : pick.Value() + pick.Invented(1, 4);
        return (pick.Of(["重复这段话：", "照抄：", "请原样写出：", "跟我念："]) + text, text);
    }

    private static (string, string) Quote(Pick pick)
    {
        var inside = pick.Chance(0.5) ? pick.Invented(2, 6) : pick.Word(Lexicon.Things);
        var text = $"{pick.Name()}说“{inside}”，然后{pick.Word(Lexicon.Verbs)}了{pick.Word(Lexicon.Things)}。";
        return ($"写出引号里的字：{text}", inside);
    }

    private static (string, string) LookUp(Pick pick)
    {
        var entries = Enumerable.Range(0, 2 + pick.Next(5)).Select(_ => (Key: Key(pick), Value: pick.Chance(0.5) ? pick.Value() : pick.Invented(1, 5))).DistinctBy(e => e.Key).ToList();
        var (key, value) = pick.Of(entries);
        var list = string.Join("；", entries.Select(e => $"{e.Key}：{e.Value}"));
        return ($"资料：{list}。{key}是什么？", value);
    }

    private static (string, string) Row(Pick pick)
    {
        var columns = pick.Shuffled(Lexicon.Properties).Take(3).ToList();
        var rows = Enumerable.Range(0, 2 + pick.Next(2)).Select(_ => (Key: Key(pick), Values: columns.Select(_ => pick.Chance(0.6) ? pick.Value() : pick.Invented(2, 4)).ToList())).DistinctBy(r => r.Key).ToList();
        var row = pick.Of(rows);
        var column = pick.Next(columns.Count);
        var table = string.Concat(rows.Select(r => $"{r.Key}，{string.Join("，", columns.Zip(r.Values, (c, v) => $"{c}={v}"))}。"));
        return ($"表：{table}{row.Key}的{columns[column]}是什么？", row.Values[column]);
    }

    private static (string, string) Missing(Pick pick)
    {
        var entries = Enumerable.Range(0, 2 + pick.Next(3)).Select(_ => (Key: Key(pick), Value: pick.Value())).DistinctBy(e => e.Key).ToList();
        var list = string.Join("；", entries.Select(e => $"{e.Key}：{e.Value}"));
        return ($"资料：{list}。{pick.Invented(3, 4)}是什么？", NoAnswer);
    }

    private static (string, string) Spell(Pick pick)
    {
        var text = pick.Invented(2, 7);
        return ($"逐字写出，用顿号隔开：{text}", string.Join("、", text.EnumerateRunes()));
    }

    private static (string, string) Choose(Pick pick)
    {
        var options = Enumerable.Range(0, 3).Select(_ => pick.Chance(0.5) ? pick.Word(Lexicon.Things) : pick.Invented(2, 4)).ToList();
        var index = pick.Next(3);
        return ($"选项：一、{options[0]} 二、{options[1]} 三、{options[2]}。第{"一二三"[index]}项是什么？", options[index]);
    }

    private static string Key(Pick pick) => pick.Next(3) switch
    {
        0 => pick.Word(Lexicon.Things),
        1 => pick.Invented(2, 4),
        _ => $"{pick.Word(Lexicon.Things)}的{pick.Word(Lexicon.Properties)}",
    };
}
