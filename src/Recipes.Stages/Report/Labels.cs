namespace Recipes.Stages.Report;

/// <summary>The report's fixed words, in Chinese and English.</summary>
internal static class Labels
{
    private static readonly (string Key, string Zh, string En)[] _words =
    [
        ("report", "评测报告", "report"), ("gates", "门槛", "Gates"), ("gate", "门槛", "Gate"), ("value", "数值", "Value"),
        ("bounds", "95 % 单侧界", "one-sided 95 % bounds"), ("outcome", "结论", "Outcome"),
        ("no_gates", "配方没有设门槛。", "The recipe sets no gate."), ("abilities", "五项能力", "Five abilities"),
        ("base", "基座", "base"), ("tuned", "微调后", "tuned"), ("metrics", "指标", "Metrics"), ("metric", "指标", "Metric"),
        ("items", "题数", "items"), ("difference", "差值", "Difference"),
        ("intervals", "方括号内为 95 % 区间；题目按所属段落聚类。差值为同题配对之差。", "Brackets hold 95 % intervals; items that share a passage are one cluster. Differences are paired by item."),
        ("unseen", "训练中从未出现的词", "Words withheld from training"), ("outcomes", "回答的去向", "What became of the replies"),
        ("training", "训练", "Training"), ("loss_note", "细线为每步训练损失，点为验证损失（按参与训练的词元取平均）。", "Thin line: training loss by step; points: validation loss (means over trained tokens)."),
        ("rule", "规则", "Rule"), ("method", "方法", "Method"), ("reason", "理由", "Reason"), ("trial", "开发集试评", "Trial on dev"),
        ("data", "数据组成", "Data"), ("kind", "种类", "Kind"), ("rows", "行数", "Rows"), ("trained", "其中计损失", "under the loss"), ("share", "占比", "Share"),
        ("samples", "回答对照", "Answers side by side"), ("question", "问题", "Question"), ("gold", "标准答案", "Gold"),
        ("passed", "通过", "Passed"), ("failed", "未通过", "Failed"), ("cannot-tell", "尚不能断定", "Cannot tell"),
        ("holds", "成立", "holds"), ("fails", "不成立", "fails"), ("better", "更好", "better"), ("worse", "更差", "worse"), ("not_measured", "未测", "not measured"),
        ("segmentation", "分词", "segmentation"), ("syntax", "句法", "syntax"), ("semantics", "语义", "semantics"),
        ("disambiguation", "消歧", "disambiguation"), ("understanding", "理解", "understanding"), ("domain", "领域", "domain"), ("general", "通用", "general"),
        ("rephrased", "换一种问法", "rephrased"), ("verbatim", "原样提问", "verbatim"), ("heldout", "留出题", "heldout"), ("withheld", "未教的内容（应拒答）", "withheld"),
        ("outside", "文档之外（应拒答）", "outside"), ("contrast", "易混术语", "contrast"), ("customer", "客户五维题", "customer"),
    ];

    /// <summary>All words of a language; <c>zh</c> unless it is <c>en</c>.</summary>
    public static IReadOnlyDictionary<string, string> Of(string language) =>
        _words.ToDictionary(w => w.Key, w => language == "en" ? w.En : w.Zh, StringComparer.Ordinal);
}
