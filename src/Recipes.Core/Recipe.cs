namespace Recipes.Core;

/// <summary>What the tuned model is for.</summary>
public enum Scenario
{
    /// <summary>People ask it: domain share 0.30.</summary>
    Assistant,

    /// <summary>Programs call it: domain share 1.00.</summary>
    Program,
}

/// <summary>What training changes.</summary>
public enum Goal
{
    /// <summary>New facts.</summary>
    Knowledge,

    /// <summary>Only form or tone.</summary>
    Format,
}

/// <summary>A recipe file, read and checked; every path is absolute.</summary>
public sealed record Recipe
{
    /// <summary>Absolute path of recipe.yaml.</summary>
    public required string File { get; init; }

    /// <summary>Its folder; outputs land in <c>out/</c> below it.</summary>
    public string Folder => Path.GetDirectoryName(File) ?? "/";

    /// <summary>Names the recipe in reports.</summary>
    public required string Name { get; init; }

    /// <summary>One line for reports; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Default assistant.</summary>
    public Scenario Scenario { get; init; }

    /// <summary>Default knowledge.</summary>
    public Goal Goal { get; init; }

    /// <summary>The model to tune.</summary>
    public required BaseSpec Base { get; init; }

    /// <summary>Seeds every random choice; default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>System prompt of training, evaluation and serving; null for none.</summary>
    public string? System { get; init; }

    /// <summary>How refusals are taught and recognized.</summary>
    public string Refusal { get; init; } = "这个问题超出了文档的范围。";

    /// <summary><c>auto</c>, or the name of a built-in template (chatml, …).</summary>
    public string Template { get; init; } = "auto";

    /// <summary>The first match decides a file's kind.</summary>
    public required IReadOnlyList<SourceSpec> Sources { get; init; }

    /// <summary>See <see cref="PrivacySpec"/>.</summary>
    public PrivacySpec Privacy { get; init; } = new();

    /// <summary>See <see cref="ExtractSpec"/>.</summary>
    public ExtractSpec Extract { get; init; } = new();

    /// <summary>See <see cref="DedupeSpec"/>.</summary>
    public DedupeSpec Dedupe { get; init; } = new();

    /// <summary>See <see cref="MixSpec"/>.</summary>
    public MixSpec Mix { get; init; } = new();

    /// <summary>See <see cref="MethodSpec"/>.</summary>
    public MethodSpec Method { get; init; } = new();

    /// <summary>See <see cref="TrainSpec"/>.</summary>
    public TrainSpec Train { get; init; } = new();

    /// <summary>See <see cref="EvaluateSpec"/>.</summary>
    public EvaluateSpec Evaluate { get; init; } = new();

    /// <summary>See <see cref="ReportSpec"/>.</summary>
    public ReportSpec Report { get; init; } = new();

    /// <summary>See <see cref="DeliverSpec"/>.</summary>
    public DeliverSpec Deliver { get; init; } = new();
}

/// <summary>The model to tune: a folder on disk, or the shape of a new one. Exactly one of the two is set.</summary>
public sealed record BaseSpec
{
    /// <summary>Absolute path of a Hugging Face folder, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>A model to train from scratch, or null.</summary>
    public NewModelSpec? New { get; init; }
}

/// <summary>The shape of a model trained from scratch (Qwen3 layout, tied embeddings).</summary>
public sealed record NewModelSpec
{
    /// <summary>Decoder layers.</summary>
    public int Layers { get; init; } = 5;

    /// <summary>Hidden size.</summary>
    public int Hidden { get; init; } = 192;

    /// <summary>Attention heads; divides <see cref="Hidden"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Tokens of the byte-level BPE, special ones included.</summary>
    public int Vocabulary { get; init; } = 4096;

    /// <summary>Longest sequence in tokens.</summary>
    public int Context { get; init; } = 512;
}

/// <summary>One entry of <c>sources</c>: documents or ready pairs.</summary>
public sealed record SourceSpec
{
    /// <summary>Glob of documents relative to the recipe's folder, as written; null for pairs.</summary>
    public string? Files { get; init; }

    /// <summary>Glob of pair files, as written; null for documents.</summary>
    public string? Pairs { get; init; }

    /// <summary>The matched files, absolute, in ordinal order of their relative paths; a file belongs to the first
    /// match.</summary>
    public IReadOnlyList<string> Matches { get; init; } = [];

    /// <summary>Names the prompt and what counts as a passage; default manual.</summary>
    public string Kind { get; init; } = "manual";

    /// <summary>Tesseract's language for pages that are pictures; null where they are not read (<c>off</c>).</summary>
    public string? Ocr { get; init; }
}

/// <summary>How facts are found and phrased.</summary>
public sealed record ExtractSpec
{
    /// <summary>outline is the only one built so far.</summary>
    public string Generator { get; init; } = "outline";

    /// <summary>clause | section | document.</summary>
    public string Passage { get; init; } = "clause";

    /// <summary>Facts that Split teaches at most; default 1,000 (the guide: about 1,000 pairs reach an acceptable
    /// result).</summary>
    public int Pairs { get; init; } = 1000;

    /// <summary>Facts with a longer answer are not taught; null for no limit.</summary>
    public int? AnswerTokens { get; init; }

    /// <summary>Wordings per fact, 1 to 64; default 8.</summary>
    public int Wordings { get; init; } = 8;
}

/// <summary>When two facts count as one.</summary>
public sealed record DedupeSpec
{
    /// <summary>Jaccard similarity in [0, 1] from which two facts count as the same; default 0.8, chosen by
    /// hand.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>Characters per shingle, 1 to 20; default 5.</summary>
    public int Shingle { get; init; } = 5;

    /// <summary>Facts whose numbers (with units) differ both stay.</summary>
    public bool KeepIfNumbersDiffer { get; init; } = true;

    /// <summary>Facts of which one negates both stay.</summary>
    public bool KeepIfNegationDiffers { get; init; }

    /// <summary>Facts from clauses with different numbers both stay.</summary>
    public bool KeepIfClauseDiffers { get; init; }
}

/// <summary>What the training data is made of.</summary>
public sealed record MixSpec
{
    /// <summary>Share of domain tokens, in (0, 1]; null → 0.30 for an assistant, 1.00 for a program.</summary>
    public double? Domain { get; init; }

    /// <summary>Files of general rows, absolute.</summary>
    public IReadOnlyList<string> General { get; init; } = [];

    /// <summary>Pairs of confusable terms.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Contrast { get; init; } = [];
}

/// <summary>Which methods are tried, in which order.</summary>
public sealed record MethodSpec
{
    /// <summary>qlora, lora, full, p-tuning, pretrain; null → chosen by goal and scenario.</summary>
    public IReadOnlyList<string>? Ladder { get; init; }

    /// <summary>Memory to plan for; null → what this machine has.</summary>
    public long? MemoryBytes { get; init; }
}

/// <summary>How training runs. A null is <c>auto</c>.</summary>
public sealed record TrainSpec
{
    /// <summary>Optimizer steps; auto → the larger of 3 passes and 800 for knowledge, 3 passes for format.</summary>
    public int? Steps { get; init; }

    /// <summary>Tokens per step, padding not counted; auto → 2,048 below 50M parameters, 8,192 above.</summary>
    public int? TokensPerStep { get; init; }

    /// <summary>Peak learning rate; auto → per method.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Longest row in tokens; auto → the smaller of 2,048 and the model's.</summary>
    public int? Context { get; init; }

    /// <summary>bf16 | float32; auto → bf16 where the hardware computes it.</summary>
    public string? Precision { get; init; }

    /// <summary>adamw | adamw-8bit.</summary>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>float32 | bf16: what trained weights are kept in by full training and pretraining.</summary>
    public string Weights { get; init; } = "float32";

    /// <summary>Share of the domain's rows, in [0, 1], that may be longer than the context or without a token under the
    /// loss; more is an error. Default 0.1, chosen by hand.</summary>
    public double LostRows { get; init; } = 0.1;

    /// <summary>See <see cref="LoraSpec"/>.</summary>
    public LoraSpec Lora { get; init; } = new();

    /// <summary>See <see cref="PrefixSpec"/>.</summary>
    public PrefixSpec Prefix { get; init; } = new();

    /// <summary>Validations without a better loss after which training stops, from half of the steps on; default
    /// 3.</summary>
    public int EarlyStopPatience { get; init; } = 3;
}

/// <summary>Trained keys and values before every row, in every layer (P-tuning v2, Liu et al. 2021).</summary>
public sealed record PrefixSpec
{
    /// <summary>Places of the prefix; default 16.</summary>
    public int Tokens { get; init; } = 16;

    /// <summary>True → they come from an embedding through two layers with tanh, which only training keeps (Li and Liang
    /// 2021, section 4.3).</summary>
    public bool IsProjected { get; init; }
}

/// <summary>Low-rank adapters.</summary>
public sealed record LoraSpec
{
    /// <summary>Rank r; default 16.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>Updates are scaled by alpha / r; default 32.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary><c>all-linear</c>, or names of modules such as q_proj.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["all-linear"];

    /// <summary>An expression that a module's whole path must match, as PEFT takes it in place of a list; null → the
    /// list decides.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>True → updates are scaled by alpha / √r (rsLoRA, Kalajdzievski 2023).</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>True → rows keep a trained length of their own (DoRA, Liu et al. 2024).</summary>
    public bool HasMagnitudes { get; init; }

    /// <summary>Ranks of modules whose path ends with an expression; the first that matches wins.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> RankPattern { get; init; } = [];

    /// <summary>Alphas of such modules.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>Learning rate of B divided by that of A (LoRA+, Hayou et al. 2024, who advise 16); default 1, plain
    /// LoRA.</summary>
    public double RateRatio { get; init; } = 1;
}

/// <summary>What is measured and what must hold.</summary>
public sealed record EvaluateSpec
{
    /// <summary>Files of general items (five dimensions), absolute.</summary>
    public IReadOnlyList<string> General { get; init; } = [];

    /// <summary>Files of the customer's items, absolute.</summary>
    public IReadOnlyList<string> Domain { get; init; } = [];

    /// <summary>Share of groups never taught, in [0, 1); default 0.05.</summary>
    public double Withhold { get; init; } = 0.05;

    /// <summary>Share of imported or program-facing groups kept for the score, in [0, 1); default 0.15.</summary>
    public double Heldout { get; init; } = 0.15;

    /// <summary>In the order of the file; empty → nothing to prove.</summary>
    public IReadOnlyList<GateSpec> Gates { get; init; } = [];

    /// <summary>True where a gate that cannot tell only warns.</summary>
    public bool CannotTellWarns { get; init; }
}

/// <summary>The three forms of a gate.</summary>
public enum GateKind
{
    /// <summary><c>metric >= number</c>.</summary>
    AtLeast,

    /// <summary><c>metric better than NAME</c>.</summary>
    BetterThan,

    /// <summary><c>metric non-inferior MARGIN to NAME</c>.</summary>
    NonInferior,
}

/// <summary>Something that must hold of the tuned model.</summary>
public sealed record GateSpec
{
    /// <summary>As the recipe has it.</summary>
    public required string Text { get; init; }

    /// <summary>Its form.</summary>
    public required GateKind Kind { get; init; }

    /// <summary>domain, general, rephrased, heldout, withheld, outside, contrast, customer, or a dimension.</summary>
    public required string Metric { get; init; }

    /// <summary>The number of <c>>=</c> or the margin; 0 for better than.</summary>
    public double Number { get; init; }

    /// <summary>The baseline compared with; empty for <c>>=</c>.</summary>
    public string Baseline { get; init; } = "";
}

/// <summary>How the report is written.</summary>
public sealed record ReportSpec
{
    /// <summary>default is the only one built so far.</summary>
    public string Template { get; init; } = "default";

    /// <summary>zh or en; default zh.</summary>
    public string Language { get; init; } = "zh";
}

/// <summary>What is handed over.</summary>
public sealed record DeliverSpec
{
    /// <summary>True → a whole 16-bit model, an adapter merged into it; default true.</summary>
    public bool Merged { get; init; } = true;

    /// <summary>none | f32 | f16 | bf16 | q8_0: what a GGUF file holds; default none.</summary>
    public string Gguf { get; init; } = "none";
}
