using Recipes.Core;

namespace Recipes.Yaml.Keys;

/// <summary>Keys of evaluation, report and delivery.</summary>
internal static class EvaluationKeys
{
    public static Map<EvaluateSpec> Evaluate { get; } = new(() => new(),
    [
        Key.Optional<EvaluateSpec, IReadOnlyList<string>>("general", PathForms.Paths,
            "files of general items for the five dimensions, in place of the set shipped with the tool",
            (e, v) => e with { General = v }),
        Key.Optional<EvaluateSpec, IReadOnlyList<string>>("domain", PathForms.Paths,
            "files of the customer's own items, such as evaluation/*.jsonl", (e, v) => e with { Domain = v }),
        Key.Of<EvaluateSpec, double>("withhold", Forms.Number(0, 1, "[0, 1)"), "0.05",
            "the share of groups that are never taught, to test refusing", "chosen by hand",
            (e, v) => e with { Withhold = v }),
        Key.Of<EvaluateSpec, double>("heldout", Forms.Number(0, 1, "[0, 1)"), "0.15",
            "the share of imported or program-facing groups kept for the score", "chosen by hand",
            (e, v) => e with { Heldout = v }),
        Key.Of<EvaluateSpec, string>("candidate", Forms.Only("trained"), "trained", "the model that is scored",
            "answers from elsewhere are not built yet", (e, _) => e),
        Key.Of<EvaluateSpec, IReadOnlyList<string>>("baselines", GateForms.Baselines, "[base]",
            "the models compared with", "the guide: a baseline model; others are not built yet", (e, _) => e),
        Key.Optional<EvaluateSpec, IReadOnlyList<GateSpec>>("gate", GateForms.Gates,
            "a list such as [ domain >= 0.70, domain better than base, general non-inferior 0.05 to base ]",
            (e, v) => e with { Gates = v }),
        Key.Of<EvaluateSpec, string>("cannot-tell", Forms.Word(["fail", "warn"]), "fail",
            "what a gate does that cannot tell", "a proof that is missing is not a proof",
            (e, v) => e with { CannotTellWarns = v == "warn" }),
    ]);

    public static Map<ReportSpec> Report { get; } = new(() => new(),
    [
        Key.Of<ReportSpec, string>("template", Forms.Only("default"), "default", "the template of the report",
            "others are not built yet", (r, v) => r with { Template = v }),
        Key.Of<ReportSpec, string>("language", Forms.Word(["zh", "en"]), "zh", "the language of the report",
            "the guide's readers", (r, v) => r with { Language = v }),
    ]);

    public static Map<DeliverSpec> Deliver { get; } = new(() => new(),
    [
        Key.Of<DeliverSpec, bool>("merged", Forms.Flag, "true", "whether a whole 16-bit model is handed over, an adapter merged into it",
            "every engine loads it", (d, v) => d with { Merged = v }),
        Key.Of<DeliverSpec, string>("gguf", Forms.Word(["none", "f32", "f16", "bf16", "q8_0"]), "none",
            "what a GGUF file for llama.cpp and Ollama holds: none, f32, f16, bf16 or q8_0", "only some engines want it",
            (d, v) => d with { Gguf = v }),
    ]);
}
