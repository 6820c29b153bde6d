using Recipes.Core;

namespace Recipes.Yaml.Keys;

/// <summary>Keys of what the training data is made from.</summary>
internal static class DataKeys
{
    private const string OcrOff = "off";

    public static Map<SourceSpec> Source { get; } = new(() => new(),
    [
        Key.Optional<SourceSpec, string>("files", PathForms.Path, "a glob of documents, such as documents/**/*.docx",
            (s, v) => s with { Files = v }),
        Key.Optional<SourceSpec, string>("pairs", PathForms.Path,
            "a glob of files with ready pairs, such as imported/*.jsonl", (s, v) => s with { Pairs = v }),
        Key.Of<SourceSpec, string>("kind", Forms.Text(64, isOneLine: true), "manual",
            "the kind of document, which names the prompt and what counts as a passage",
            "chosen by hand", (s, v) => s with { Kind = v }),
        Key.NotBuilt<SourceSpec>("prompt", "none", "the prompt for this kind of document"),
        Key.Of<SourceSpec, string>("ocr", Forms.Word([OcrOff, "chi_sim"]), OcrOff,
            "the language of scanned pages, which tesseract and poppler-utils read; off: they are reported",
            "chosen by hand: it takes seconds a page", (s, v) => s with { Ocr = v == OcrOff ? null : v }),
    ], "files", "pairs");

    public static Map<ExtractSpec> Extract { get; } = new(() => new(),
    [
        Key.Of<ExtractSpec, string>("generator", Forms.Word(["outline"], "model", "endpoint"), "outline",
            "who finds the facts: outline reads the document's own structure, without a model",
            "needs nothing but the documents", (e, v) => e with { Generator = v }),
        Key.NotBuilt<ExtractSpec>("model", "none", "the model of generator: model"),
        Key.NotBuilt<ExtractSpec>("endpoint", "none", "the alias of generator: endpoint"),
        Key.Of<ExtractSpec, string>("passage", Forms.Word(["clause", "section", "document"]), "clause",
            "what one passage is", "the smallest unit that stands alone", (e, v) => e with { Passage = v }),
        Key.Of<ExtractSpec, int>("pairs", Forms.Count(1, 1_000_000), "1000", "how many facts are taught at most",
            "the guide: about 1,000 pairs reach an acceptable result", (e, v) => e with { Pairs = v }),
        Key.Of<ExtractSpec, int?>("answer-tokens", Forms.Or("none", Forms.Count(1, 100_000)), "none",
            "the longest answer that is taught, in tokens, or none", "no limit",
            (e, v) => e with { AnswerTokens = v }),
        Key.Of<ExtractSpec, int>("wordings", Forms.Count(1, 64), "8",
            "how many wordings of its question each fact gets",
            "tried: rephrased questions are learned from 6 to 8 wordings on", (e, v) => e with { Wordings = v }),
        Key.Of<ExtractSpec, string>("grounding", Forms.Word(["verbatim"], "supported"), "verbatim",
            "how an answer must stand in its document", "the guide: an answer is the document's own text",
            (e, _) => e),
        Key.NotBuilt<ExtractSpec>("budget", "none", "the calls and tokens that extraction may cost"),
        Key.Of<ExtractSpec, string>("review", Forms.Word(["none"], "required"), "none",
            "whether a person accepts each fact first", "nothing waits for a person", (e, _) => e),
    ]);

    public static Map<DedupeSpec> Dedupe { get; } = new(() => new(),
    [
        Key.Of<DedupeSpec, double>("threshold", Forms.Number(0, 1, "[0, 1]"), "0.8",
            "the similarity from which two facts count as the same", "chosen by hand",
            (d, v) => d with { Threshold = v }),
        Key.Of<DedupeSpec, int>("shingle", Forms.Count(1, 20), "5", "how many characters are compared at a time",
            "tried on 20,000 short Chinese and English texts", (d, v) => d with { Shingle = v }),
        Key.Of<DedupeSpec, bool>("keep-if-numbers-differ", Forms.Flag, "true",
            "true where facts with different numbers both stay", "a different number is a different fact",
            (d, v) => d with { KeepIfNumbersDiffer = v }),
        Key.Of<DedupeSpec, bool>("keep-if-negation-differs", Forms.Flag, "false",
            "true where facts of which one negates both stay", "chosen by hand",
            (d, v) => d with { KeepIfNegationDiffers = v }),
        Key.Of<DedupeSpec, bool>("keep-if-clause-differs", Forms.Flag, "false",
            "true where facts of clauses with different numbers both stay", "chosen by hand",
            (d, v) => d with { KeepIfClauseDiffers = v }),
        Key.NotBuilt<DedupeSpec>("semantic", "off", "a comparison by meaning"),
    ]);

    public static Map<MixSpec> Mix { get; } = new(() => new(),
    [
        Key.Of<MixSpec, double>("domain", MixForms.Share, "0.30", "the share of domain tokens",
            "the guide: about 30 % for people; with scenario: program 1.00", (m, v) => m with { Domain = v }),
        Key.Optional<MixSpec, IReadOnlyList<string>>("general", PathForms.Paths,
            "files of general rows, in place of the set shipped with the tool", (m, v) => m with { General = v }),
        Key.Optional<MixSpec, IReadOnlyList<IReadOnlyList<string>>>("contrast", MixForms.Contrast,
            "pairs of confusable terms, such as [ [权利, 权力] ]", (m, v) => m with { Contrast = v }),
    ]);
}
