using System.Text.Encodings.Web;
using System.Text.Json;

namespace Recipes.Corpus;

/// <summary>The five abilities as questions with a fixed form of answer.</summary>
internal static class Abilities
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly string[] Names = ["segmentation", "syntax", "semantics", "disambiguation", "understanding"];

    public static Question Make(string dimension, Pick pick) => dimension switch
    {
        "segmentation" => Segmentation(pick),
        "syntax" => pick.Chance(0.75) ? Slots(pick) : Relation(pick),
        "semantics" => Semantics(pick),
        "disambiguation" => pick.Chance(0.5) ? Sense(pick) : Pronoun(pick),
        _ => Understanding(pick),
    };

    private static Question Segmentation(Pick pick)
    {
        var sentence = Sentence.Make(pick, hasClauses: true);
        return new()
        {
            Dimension = "segmentation",
            Prompt = $"把句子分成词，只输出JSON数组：{sentence.Text}",
            Input = sentence.Text,
            Answer = JsonSerializer.Serialize(sentence.Words, _json),
            Gold = sentence.Words,
            Scorer = "spans",
            Combination = sentence.Text,
            Trivial = JsonSerializer.Serialize(sentence.Text.EnumerateRunes().Select(r => r.ToString()), _json),
            Unseen = pick.Unseen,
        };
    }

    private static Question Slots(Pick pick)
    {
        var sentence = Sentence.Make(pick, hasClauses: true);
        var slots = new Dictionary<string, string> { ["主"] = sentence.Subject, ["谓"] = sentence.Verb, ["宾"] = sentence.Object };
        var text = sentence.Bare;
        return new()
        {
            Dimension = "syntax",
            Prompt = $"找出主语、谓语、宾语的中心词，只输出JSON：{sentence.Text}",
            Input = sentence.Text,
            Answer = JsonSerializer.Serialize(slots, _json),
            Gold = slots,
            Scorer = "slots",
            Combination = sentence.Text,
            Trivial = JsonSerializer.Serialize(new Dictionary<string, string> { ["主"] = text[..2], ["谓"] = text[(text.Length / 2)..((text.Length / 2) + 1)], ["宾"] = text[^2..] }, _json),
            Unseen = pick.Unseen,
        };
    }

    private static readonly (string Name, (string First, string Second)[] Forms)[] _relations =
    [
        ("因果", [("因为{0}，", "所以{1}。"), ("由于{0}，", "{1}。"), ("{1}，", "是因为{0}。")]),
        ("转折", [("虽然{0}，", "但是{1}。"), ("{0}，", "可是{1}。"), ("尽管{0}，", "{1}却没有停下。")]),
        ("条件", [("只要{0}，", "就{1}。"), ("如果{0}，", "那么{1}。"), ("只有{0}，", "才能{1}。")]),
        ("并列", [("{0}，", "同时{1}。"), ("一边{0}，", "一边{1}。"), ("{0}，", "也{1}。")]),
    ];

    private static Question Relation(Pick pick)
    {
        var (name, forms) = pick.Of(_relations);
        var (first, second) = pick.Of(forms);
        var (a, b) = (Sentence.Make(pick).Bare, Sentence.Make(pick).Bare);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, first + second, a, b);
        return new()
        {
            Dimension = "syntax",
            Prompt = $"两个分句是什么关系？只回答并列、转折、因果或条件：{text}",
            Input = text,
            Answer = name,
            Gold = name,
            Scorer = "choice",
            Choices = ["并列", "转折", "因果", "条件"],
            Combination = text,
            Trivial = "因果",
            Unseen = pick.Unseen,
        };
    }

    private static readonly (string A, string B)[] _synonyms =
    [
        ("买", "购买"), ("卖", "出售"), ("看", "观看"), ("帮助", "协助"), ("喜欢", "喜爱"), ("检查", "查看"), ("漂亮", "美丽"), ("便宜", "廉价"),
        ("昂贵", "价格很高"), ("高兴地", "开心地"), ("慢慢地", "缓缓地"), ("仔细地", "细心地"), ("今天", "今日"), ("昨天", "昨日"), ("晚上", "夜里"),
        ("早上", "早晨"), ("医生", "大夫"), ("母亲", "妈妈"), ("父亲", "爸爸"), ("西红柿", "番茄"), ("土豆", "马铃薯"), ("自行车", "单车"), ("手机", "移动电话"),
        ("商店", "店铺"), ("宾馆", "旅店"), ("寻找", "寻觅"), ("需要", "要用"), ("准备", "备好"), ("通知", "告知"), ("许多", "很多"),
    ];

    private static Question Semantics(Pick pick)
    {
        var same = pick.Chance(0.5);
        var first = Sentence.Make(pick);
        var other = same ? Paraphrase(first, pick) : Differ(first, pick);
        for (var i = 0; same && other == first.Text && i < 8; i++)
        {
            first = Sentence.Make(pick); // nothing could be said otherwise: take another sentence
            other = Paraphrase(first, pick);
        }

        var (a, b) = pick.Chance(0.5) ? (first.Text, other) : (other, first.Text);
        var input = $"句一：{a}句二：{b}";
        return new()
        {
            Dimension = "semantics",
            Prompt = $"两句话意思相同吗？只回答相同或不同。{input}",
            Input = input,
            Answer = same ? "相同" : "不同",
            Gold = same ? "相同" : "不同",
            Scorer = "choice",
            Choices = ["相同", "不同"],
            Combination = first.Text,
            Trivial = "不同",
            Unseen = pick.Unseen,
        };
    }

    private static string Paraphrase(Sentence sentence, Pick pick)
    {
        var words = sentence.Words.ToList();
        foreach (var (a, b) in pick.Shuffled(_synonyms))
        {
            var at = words.FindIndex(w => w == a || w == b);
            if (at >= 0)
            {
                words[at] = words[at] == a ? b : a;
            }
        }

        var time = words.FindIndex(w => Lexicon.Times.Contains(w));
        var subject = words.IndexOf(sentence.Subject);
        if (time >= 0 && subject > time && pick.Chance(0.7))
        {
            var moved = words[time];
            words.RemoveAt(time);
            words.RemoveAll(w => w == "，");
            words.Insert(words.IndexOf(sentence.Subject) + 1, moved); // 昨天小明… = 小明昨天…
        }

        return pick.Chance(0.35) && words.Contains("了") && !words.Contains("和")
            ? Passive(words, sentence)
            : string.Concat(words);
    }

    /// <summary>小明买了书 = 书被小明买了: the same words in another order with the same meaning.</summary>
    private static string Passive(List<string> words, Sentence sentence)
    {
        var verb = words.IndexOf("了") - 1;
        var subject = words.IndexOf(sentence.Subject);
        if (verb <= subject || subject < 0)
        {
            return string.Concat(words);
        }

        var thing = string.Concat(words.Skip(verb + 2).SkipLast(1));
        return string.Concat(words.Take(subject).Append(thing).Append("被").Concat(words.Skip(subject).Take(verb - subject + 1)).Append("了。"));
    }

    private static string Differ(Sentence sentence, Pick pick)
    {
        var words = sentence.Words.ToList();
        var subject = words.IndexOf(sentence.Subject);
        var thing = words.LastIndexOf(sentence.Object);
        switch (pick.Next(6))
        {
            case 0 when thing > subject: // the same words, subject and object exchanged
                (words[subject], words[thing]) = (words[thing], words[subject]);
                break;
            case 1: // negation
                words.Insert(words.IndexOf(sentence.Verb), "没有");
                words.RemoveAll(w => w == "了");
                break;
            case 2 when thing >= 0:
                words[thing] = Other(Lexicon.Things, sentence.Object, pick);
                break;
            case 3:
                words[subject] = Other(Lexicon.People, sentence.Subject, pick);
                break;
            case 4 when words.Exists(w => Lexicon.Adjectives.Contains(w)):
                var at = words.FindIndex(w => Lexicon.Adjectives.Contains(w));
                words[at] = Other(Lexicon.Adjectives, words[at], pick);
                break;
            default:
                words[words.IndexOf(sentence.Verb)] = Other(Lexicon.Verbs, sentence.Verb, pick);
                break;
        }

        return string.Concat(words) == sentence.Text ? "没有" + string.Concat(words) : string.Concat(words);
    }

    private static string Other(string[] list, string not, Pick pick)
    {
        string other;
        do
        {
            other = pick.Of(Lexicon.Taught(list));
        }
        while (other == not || _synonyms.Any(s => (s.A == not && s.B == other) || (s.B == not && s.A == other)));

        return other;
    }

    // The last context of each sense is withheld from training.
    private static readonly (string Word, (string Sense, string[] Contexts)[] Senses)[] _senses =
    [
        ("小米", [("公司", ["{p}在{w}买了小米新出的{t}", "小米发布会昨晚吸引了很多{p}", "{p}入职小米做{j}", "小米的股票让{p}很高兴"]), ("粮食", ["{p}用小米煮了一锅粥", "{w}的地里种满了小米", "{p}往锅里抓了一把小米", "奶奶说小米要先淘洗再下锅"])]),
        ("苹果", [("公司", ["苹果推出了新的{t}", "{p}去苹果应聘{j}", "苹果的系统又升级了", "那家卖苹果的专卖店排着长队等新{t}"]), ("水果", ["{p}在{w}吃了一个苹果", "树上的苹果红了", "{p}把苹果削皮切块", "{p}咬了一口脆甜的苹果"])]),
        ("杜鹃", [("花", ["{w}的杜鹃开得很艳", "{p}给杜鹃浇了水", "山坡上的杜鹃一片粉红", "{p}在窗台上种了一盆杜鹃"]), ("鸟", ["杜鹃在树上叫个不停", "{p}听见杜鹃的叫声", "一只杜鹃飞过{w}", "杜鹃把蛋下在别的鸟巢里"])]),
        ("黄牛", [("动物", ["黄牛在{w}吃草", "{p}牵着黄牛去耕地", "那头黄牛生了小牛", "黄牛甩着尾巴赶苍蝇"]), ("票贩", ["{p}从黄牛手里买了高价票", "黄牛在{w}门口倒卖门票", "警察抓住了几个黄牛", "{p}嫌黄牛加价太狠没有买票"])]),
        ("包袱", [("行李", ["{p}背着包袱走到{w}", "包袱里装着{t}", "{p}把包袱放在床上", "{p}解开包袱拿出干粮"]), ("负担", ["{p}放下了思想包袱", "失败成了{p}心里的包袱", "不要把成绩当成包袱", "卸下包袱以后{p}轻装上阵"])]),
        ("算账", [("计算", ["{p}晚上在{w}算账", "月底{p}拿着账本算账", "店里请{p}来算账", "{p}用算盘算账到深夜"]), ("报复", ["{p}气冲冲地找他算账", "等我回来再跟你算账", "{p}扬言要找对方算账", "秋后算账的日子让{p}害怕"])]),
        ("打开", [("开启", ["{p}打开了{t}的盖子", "{p}轻轻打开房门", "他打开箱子拿出{t}", "{p}拧了半天才打开瓶盖"]), ("拓展", ["公司打开了海外市场", "{p}打开了工作的新局面", "这次合作打开了销路", "新产品打开了年轻人的市场"])]),
        ("水分", [("液体", ["果肉里的水分很足", "{p}说植物缺少水分", "烤干以后水分减少了", "西瓜的水分比别的瓜多"]), ("虚假", ["这份报告的数字有水分", "{p}挤掉了成绩里的水分", "统计里的水分被查了出来", "{p}怀疑这个产量有水分"])]),
        ("东西", [("物品", ["{p}在{w}买了很多东西", "把东西放进{t}旁边的柜子", "{p}弄丢了重要的东西", "{p}提着东西上了楼"]), ("方向", ["这条路东西走向", "河流东西横贯全城", "大楼东西两侧各有一门", "这条山脉东西绵延百里"])]),
        ("千金", [("女儿", ["张家的千金今天结婚", "{p}是经理的千金", "这位千金从小学琴", "{p}家里添了一位千金"]), ("金钱", ["一字值千金", "{p}花费千金买下古画", "千金难买好时光", "{p}愿出千金寻回那封信"])]),
        ("门槛", [("木条", ["{p}跨过高高的门槛", "门槛绊倒了{p}", "{p}坐在门槛上休息", "孩子被门槛绊了一跤"]), ("条件", ["这份工作的门槛很高", "贷款的门槛降低了", "{p}达到了入学的门槛", "行业的门槛挡住了小公司"])]),
        ("骨干", [("骨头", ["受伤的是腿部骨干", "医生检查了骨干的裂缝", "骨干愈合需要三个月", "X光照出骨干有一道裂痕"]), ("人员", ["{p}是车间的技术骨干", "公司奖励了业务骨干", "这支球队的骨干退役了", "{p}成了科室里的骨干"])]),
    ];

    private static Question Sense(Pick pick)
    {
        var (word, senses) = pick.Of(_senses);
        var (sense, contexts) = pick.Of(senses);
        var extra = pick.Chance(0.6) ? Sentence.Make(pick).Text : "";
        var context = pick.Wording(contexts, Solid)
            .Replace("{p}", pick.Chance(0.5) ? pick.Name() : pick.Word(Lexicon.People), StringComparison.Ordinal)
            .Replace("{w}", pick.Word(Lexicon.Places), StringComparison.Ordinal)
            .Replace("{t}", pick.Word(Lexicon.Things), StringComparison.Ordinal)
            .Replace("{j}", pick.Of(["设计", "销售", "测试", "编辑", "客服"]), StringComparison.Ordinal) + "。";
        var text = pick.Chance(0.5) ? context + extra : extra + context;
        return new()
        {
            Dimension = "disambiguation",
            Prompt = $"“{word}”在句中指{senses[0].Sense}还是{senses[1].Sense}？只回答一个词：{text}",
            Input = text,
            Answer = sense,
            Gold = sense,
            Scorer = "choice",
            Choices = senses.Select(s => s.Sense).ToList(),
            Combination = text,
            Trivial = senses[0].Sense,
            Unseen = pick.Unseen,
        };
    }

    // The same frame with causes that point to either person; the last cause of each is withheld from training.
    private static readonly (string Frame, (string Cause, bool IsFirst)[] Causes)[] _reasons =
    [
        ("{a}把{t}借给了{b}", [("急着用", false), ("暂时用不上", true), ("没有带自己的", false), ("家里还有一个", true), ("两手空空地来了", false)]),
        ("{a}向{b}道歉", [("弄坏了{t}", true), ("等了很久", false), ("说错了话", true), ("受了委屈", false), ("不小心碰倒了{t}", true)]),
        ("{a}感谢{b}", [("送来了{t}", false), ("得到了帮助", true), ("找回了{t}", false), ("收到了{t}", true), ("在{w}帮了大忙", false)]),
        ("{a}批评了{b}", [("在{w}迟到了", false), ("是班长", true), ("弄丢了{t}", false), ("负责检查", true), ("偷懒没有打扫{w}", false)]),
        ("{a}向{b}请教{t}的用法", [("完全不懂", true), ("最有经验", false), ("刚学不久", true), ("是行家", false), ("怎么也学不会", true)]),
        ("{a}请{b}修{t}", [("手艺很好", false), ("自己修不好", true), ("是修理工", false), ("没有工具", true), ("干这一行多年了", false)]),
        ("{a}在{w}等{b}", [("来得太早", true), ("堵在路上了", false), ("想一起走", true), ("还没有下班", false), ("答应过不先走", true)]),
        ("{a}羡慕{b}", [("有漂亮的{t}", false), ("没有{t}", true), ("住在{w}旁边", false), ("什么都缺", true), ("新买了{t}", false)]),
    ];

    /// <summary>The longest piece of a wording that holds no place for a word.</summary>
    private static string Solid(string wording) => wording.Split(['{', '}']).Where((_, i) => i % 2 == 0).MaxBy(piece => piece.Length)!;

    private static Question Pronoun(Pick pick)
    {
        var (a, b) = (pick.Name(), pick.Name());
        var thing = pick.Word(Lexicon.Things);
        var place = pick.Word(Lexicon.Places);
        var (frame, causes) = pick.Of(_reasons);
        var (cause, isFirst) = pick.Wording(causes, c => Solid(c.Cause));
        var answer = isFirst ? a : b;
        var text = $"{frame}，因为他{cause}。".Replace("{a}", a, StringComparison.Ordinal).Replace("{b}", b, StringComparison.Ordinal)
            .Replace("{t}", thing, StringComparison.Ordinal).Replace("{w}", place, StringComparison.Ordinal);
        var extra = pick.Chance(0.5) ? Sentence.Make(pick).Text : "";
        return new()
        {
            Dimension = "disambiguation",
            Prompt = $"句中的“他”指谁？只回答名字：{extra}{text}",
            Input = extra + text,
            Answer = answer,
            Gold = answer,
            Scorer = "exact",
            Combination = text,
            Trivial = a,
            Unseen = pick.Unseen,
        };
    }

    private static Question Understanding(Pick pick)
    {
        var topics = pick.Shuffled(Lexicon.Taught(Lexicon.Things)).Take(2 + pick.Next(2)).ToList();
        if (pick.Chance(0.5))
        {
            topics[pick.Next(topics.Count)] = pick.Word(Lexicon.Things);
        }

        topics = topics.Distinct().ToList();
        var facts = topics.SelectMany(t => pick.Shuffled(Lexicon.Properties).Take(1 + pick.Next(2)).Select(p => (Topic: t, Property: p, Value: Value(p, pick)))).ToList();
        var (topic, property, value) = pick.Of(facts);
        var passage = string.Concat(pick.Shuffled(facts).Select(f => Say(f.Topic, f.Property, f.Value, pick)));
        if (pick.Chance(0.4))
        {
            passage = pick.Chance(0.5) ? passage + Sentence.Make(pick).Text : Sentence.Make(pick).Text + passage;
        }

        var question = pick.Next(3) switch { 0 => $"{topic}的{property}是什么？", 1 => $"请问{topic}的{property}？", _ => $"短文里{topic}的{property}是怎样的？" };
        var candidates = facts.Select(f => f.Value).ToList();
        return new()
        {
            Dimension = "understanding",
            Prompt = $"读短文，用原文回答。短文：{passage}问题：{question}",
            Input = passage,
            Answer = value,
            Gold = value,
            Scorer = "exact",
            Combination = passage,
            Trivial = pick.Of(candidates),
            Unseen = pick.Unseen,
        };
    }

    private static string Say(string topic, string property, string value, Pick pick) => pick.Next(3) switch
    {
        0 => $"{topic}的{property}是{value}。",
        1 => $"{topic}的{property}为{value}。",
        _ => $"说到{topic}，它的{property}是{value}。",
    };

    private static string Value(string property, Pick pick) => property switch
    {
        "颜色" => pick.Word(Lexicon.Colors),
        "产地" or "地点" or "位置" => pick.Chance(0.5) ? pick.Word(Lexicon.Cities) : pick.Word(Lexicon.Places),
        "负责人" or "联系人" or "作者" or "主人" => pick.Name(),
        "名称" or "用途" or "材料" or "气味" or "形状" or "等级" => pick.Invented(2, 4),
        _ => pick.Value(),
    };
}
