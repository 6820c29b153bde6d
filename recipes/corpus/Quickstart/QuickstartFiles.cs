using Recipes.Core;

namespace Recipes.Corpus.Quickstart;

/// <summary>Writes the documents and the customer's evaluation items of recipes/quickstart.</summary>
internal static class QuickstartFiles
{
    public static void Write(string folder)
    {
        var documents = Path.Combine(folder, "documents");
        Directory.CreateDirectory(documents);
        Manual.Write(Path.Combine(documents, "用户手册.docx"));
        Workbook.Write(Path.Combine(documents, "维修数据.xlsx"));
        FaultCodes.Write(Path.Combine(documents, "故障代码.pdf"));
        DataSheet.Write(Path.Combine(documents, "参数速查.md"));

        var evaluation = Path.Combine(folder, "evaluation");
        Directory.CreateDirectory(evaluation);
        JsonLines.Write(Path.Combine(evaluation, "outside.jsonl"), Outside());
        JsonLines.Write(Path.Combine(evaluation, "confusable.jsonl"), Confusable());
    }

    private static IEnumerable<Dictionary<string, object>> Outside()
    {
        string[] questions =
        [
            "月球离地球有多远？", "长江流经哪些省份？", "怎样申请护照？", "咖啡豆怎么保存？", "围棋有多少个交叉点？", "唐朝的都城在哪里？", "声音在水里的速度是多少？", "怎样给猫洗澡？",
            "哪种花适合放在卧室？", "高考一般在几月？", "怎样学游泳？", "珠穆朗玛峰有多高？", "如何写辞职信？", "蜂蜜会过期吗？", "什么是通货膨胀？", "怎么去除衣服上的油渍？",
            "晨曦X3的胎压是什么？", "晨曦X3的电池容量是什么？", "远山K9的车长是什么？", "远山K9的保养周期是什么？", "故障码Z9901的含义是什么？", "故障码Q0007的处理方法是什么？", "保险丝F88的额定电流是什么？", "保险丝F99的保护对象是什么？",
            "星野E9的发布时间是什么？", "星野E5的设计师是谁？", "星野汽车的创始人是谁？", "星野汽车的股票代码是什么？", "星野E5的二手价格是什么？", "星野E5在德国的售价是什么？",
        ];
        return questions.Select((q, i) => new Dictionary<string, object>
        {
            ["id"] = $"outside-{i + 1:00}", ["dimension"] = "outside", ["prompt"] = q, ["gold"] = "这个问题超出了手册的范围。", ["scorer"] = "refusal", ["tags"] = Array.Empty<string>(),
        });
    }

    /// <summary>Terms that differ by a character, as a reader confuses them.</summary>
    private static IEnumerable<Dictionary<string, object>> Confusable()
    {
        (string Question, string Answer)[] items =
        [
            ("慢充接口在哪个位置？别和快充接口弄混。", "左后翼子板"), ("快充接口在哪个位置？别和慢充接口弄混。", "右前翼子板"),
            ("用户权利怎样查阅？不是用户权力。", "官方应用"), ("用户权力怎样转让？不是用户权利。", "书面申请"),
            ("经济模式的图标是什么颜色？不是运动模式。", "绿色"), ("运动模式的图标是什么颜色？不是经济模式。", "橙色"),
            ("座椅加热有几挡？不是座椅通风。", "三挡"), ("座椅通风有几挡？不是座椅加热。", "两挡"),
            ("中控屏的尺寸是多少？不是仪表屏。", "14.6英寸"), ("仪表屏的尺寸是多少？不是中控屏。", "8.8英寸"),
            ("前减速器油加多少？不是后减速器油。", "1.6 升"), ("后减速器油加多少？不是前减速器油。", "1.9 升"),
        ];
        return items.Select((x, i) => new Dictionary<string, object>
        {
            ["id"] = $"confusable-{i + 1:00}", ["dimension"] = "contrast", ["prompt"] = x.Question, ["gold"] = x.Answer, ["scorer"] = "contains", ["cluster"] = $"confusable-{(i / 2) + 1}", ["tags"] = Array.Empty<string>(),
        });
    }
}
