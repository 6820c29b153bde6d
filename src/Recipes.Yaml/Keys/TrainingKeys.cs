using Recipes.Core;

namespace Recipes.Yaml.Keys;

/// <summary>Keys of methods and training.</summary>
internal static class TrainingKeys
{
    private static readonly Map<LoraSpec> _lora = new(() => new(),
    [
        Key.Of<LoraSpec, int>("rank", Forms.Count(1, 1024), "16", "the rank r of the adapters",
            "the lower of the two that unsloth advises", (l, v) => l with { Rank = v }),
        Key.Of<LoraSpec, double>("alpha", Forms.Number(0, 4096, "(0, 4096]"), "32",
            "alpha; updates are scaled by alpha / rank", "twice the rank: Biderman et al., TMLR 2024",
            (l, v) => l with { Alpha = v }),
        Key.Of<LoraSpec, IReadOnlyList<string>>("targets", Forms.OneOrMore(Forms.Text(64, isOneLine: true)),
            "all-linear", "all-linear, or names of modules such as q_proj",
            "QLoRA, arXiv 2305.14314: all linear layers are needed to match full fine-tuning",
            (l, v) => l with { Targets = v }),
        Key.Of<LoraSpec, bool>("rslora", Forms.Flag, "false", "true: updates are scaled by alpha / √rank",
            "off as in PEFT; rsLoRA, arXiv 2312.03732", (l, v) => l with { IsRankStabilized = v }),
        Key.Of<LoraSpec, bool>("dora", Forms.Flag, "false", "true: the rows' lengths are trained apart from their directions",
            "off as in PEFT; DoRA, arXiv 2402.09353", (l, v) => l with { HasMagnitudes = v }),
        Key.Of<LoraSpec, double>("rate-ratio", Forms.Number(0, 1000, "(0, 1000]"), "1",
            "the learning rate of B divided by that of A", "1 is plain LoRA; LoRA+, arXiv 2402.12354, advises 16",
            (l, v) => l with { RateRatio = v }),
    ]);

    private static readonly Map<PrefixSpec> _prefix = new(() => new(),
    [
        Key.Of<PrefixSpec, int>("tokens", Forms.Count(1, 1024), "16", "the places of the prefix, in every layer",
            "chosen by hand", (p, v) => p with { Tokens = v }),
        Key.Of<PrefixSpec, bool>("projected", Forms.Flag, "false",
            "true: the prefix is trained through two layers, which are left out afterwards",
            "off as in PEFT; prefix tuning, arXiv 2101.00190", (p, v) => p with { IsProjected = v }),
    ]);

    private static readonly Map<TrainSpec> _earlyStop = new(() => new(),
        [Key.Of<TrainSpec, int>("patience", Forms.Count(1, 1000), "3",
            "after how many validations without a better loss training stops", "chosen by hand",
            (t, v) => t with { EarlyStopPatience = v })]);

    private static readonly Form<IReadOnlyList<string>> _rungs =
        Forms.List(Forms.Word(["qlora", "lora", "full", "p-tuning", "pretrain"]));

    private static readonly Form<IReadOnlyList<string>> _ladder = new(
        (Field field, Reading reading, out IReadOnlyList<string> value) =>
        {
            if (!_rungs.TryRead(field, reading, out value))
            {
                return false;
            }

            var twice = value.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1)?.Key;
            return twice is null || reading.Fail(field, Codes.Repeated, $"{field.Path} holds {twice} twice",
                "name each method once");
        },
        () =>
        {
            var schema = _rungs.Schema();
            schema["uniqueItems"] = true;
            return schema;
        });

    public static Map<MethodSpec> Method { get; } = new(() => new(),
    [
        Key.Of<MethodSpec, IReadOnlyList<string>?>("ladder", Forms.OrAuto("auto", _ladder), "auto",
            "auto, or the methods in the order in which they are tried, such as [lora, full]",
            "the guide: try QLoRA, if it falls short LoRA, then full; format only the first two, a classifier "
            + "only full", (m, v) => m with { Ladder = v }),
        Key.Of<MethodSpec, long?>("memory", Forms.Or("auto", Memory.Form), "auto",
            "the memory to plan for, such as 24GiB", "what this machine has", (m, v) => m with { MemoryBytes = v }),
    ]);

    public static Map<TrainSpec> Train { get; } = new(() => new(),
    [
        Key.Of<TrainSpec, int?>("steps", Forms.Or("auto", Forms.Count(1, 10_000_000)), "auto",
            "the number of optimizer steps",
            "for knowledge the larger of 3 passes and 800 steps, for format 3 passes; tried for the quickstart",
            (t, v) => t with { Steps = v }),
        Key.Of<TrainSpec, int?>("tokens-per-step", Forms.Or("auto", Forms.Count(16, 16_777_216)), "auto",
            "the tokens of a step, padding not counted",
            "2,048 below 50M parameters, 8,192 above; tried for the quickstart",
            (t, v) => t with { TokensPerStep = v }),
        Key.Of<TrainSpec, double?>("learning-rate", Forms.Or("auto", Forms.Number(0, 1, "(0, 1]")), "auto",
            "the peak learning rate",
            "below 50M weights full 5e-4, LoRA 1.25e-3, chosen by hand on the quickstart; above full 1e-5 as "
            + "LLaMA-Factory, LoRA 5e-4 · (2000 / hidden size)^0.781 as Tinker; p-tuning 1e-2 and pretraining 2e-3, by hand",
            (t, v) => t with { LearningRate = v }),
        Key.Of<TrainSpec, int?>("context", Forms.Or("auto", Forms.Count(16, 1_048_576)), "auto",
            "the longest row in tokens", "the smaller of 2,048 and the model's", (t, v) => t with { Context = v }),
        Key.Of<TrainSpec, string?>("precision", Forms.OrAuto("auto", Forms.Word(["bf16", "float32"])), "auto",
            "the precision of the arithmetic: auto, bf16 or float32", "bf16 where the hardware computes it",
            (t, v) => t with { Precision = v }),
        Key.Of<TrainSpec, string>("optimizer", Forms.Word(["adamw", "adamw-8bit"]), "adamw",
            "what the optimizer keeps: adamw, two float32 numbers a weight, or adamw-8bit, two of eight bits",
            "adamw as PyTorch; 8-bit optimizers, arXiv 2110.02861", (t, v) => t with { Optimizer = v }),
        Key.Of<TrainSpec, string>("weights", Forms.Word(["float32", "bf16"]), "float32",
            "what full training and pretraining keep their weights in; bf16 needs half and is rounded by chance",
            "float32 master weights: mixed precision training, arXiv 1710.03740; stochastic rounding, arXiv 1502.02551",
            (t, v) => t with { Weights = v }),
        Key.Of<TrainSpec, double>("lost-rows", Forms.Number(0, 1, "[0, 1]"), "0.1",
            "the share of the domain's rows that may be longer than the context or without a token under the loss",
            "chosen by hand", (t, v) => t with { LostRows = v }),
        Key.Section<TrainSpec, LoraSpec>("lora", _lora, "the low-rank adapters", (t, v) => t with { Lora = v }),
        Key.Section<TrainSpec, PrefixSpec>("prefix", _prefix, "the prefix of p-tuning", (t, v) => t with { Prefix = v }),
        Key.Section<TrainSpec, TrainSpec>("early-stop", _earlyStop, "when training stops early",
            (t, v) => t with { EarlyStopPatience = v.EarlyStopPatience }),
    ]);
}
