using Recipes.Core;

namespace Recipes.Yaml.Keys;

/// <summary>Every key of a recipe: name, form, range, default with its source, and the property that it sets.</summary>
/// <remarks>The reader, the JSON schema and did-you-mean are made from this one table. Its sections stand in
/// <see cref="DataKeys"/>, <see cref="TrainingKeys"/> and <see cref="EvaluationKeys"/>.</remarks>
internal static class RecipeKeys
{
    private static readonly string[] _templates =
        ["auto", "chatml", "llama-2", "baichuan", "baichuan2", "chatglm2", "chatglm3"];

    private static readonly Recipe _defaults = new() { File = "", Name = "", Base = new(), Sources = [] };

    /// <summary>The whole recipe. Paths are as written, and not yet looked up.</summary>
    public static Map<Recipe> All { get; } = new(() => _defaults,
    [
        Key.Required<Recipe, long>("recipe", RootForms.Version, "the version of the recipe format, 1", (r, _) => r),
        Key.Required<Recipe, string>("name", RootForms.Name,
            "a name of letters, digits, '-', '_' and '.', such as car-manual", (r, v) => r with { Name = v }),
        Key.Optional<Recipe, string>("description", Forms.Text(500, isOneLine: true), "one line for reports",
            (r, v) => r with { Description = v }),
        Key.Of<Recipe, string>("scenario", Forms.Word(["assistant", "program"]), "assistant",
            "who asks the model: assistant for people (domain share 0.30), program for programs (1.00)",
            "the safer of the two: a share of 0.30 keeps the general abilities",
            (r, v) => r with { Scenario = v == "program" ? Scenario.Program : Scenario.Assistant }),
        Key.Of<Recipe, string>("goal", Forms.Word(["knowledge", "format"]), "knowledge",
            "what training changes: knowledge for new facts, format for form and tone only",
            "documents usually hold new facts",
            (r, v) => r with { Goal = v == "format" ? Goal.Format : Goal.Knowledge }),
        Key.Required<Recipe, BaseSpec>("base", RootForms.Base,
            "the folder of a Hugging Face model, or { new: { … } } for a model from scratch",
            (r, v) => r with { Base = v }, RootForms.BasePaths),
        Key.Of<Recipe, long>("seed", Forms.Integer(0, int.MaxValue), "42",
            "the number that every random choice follows from", "chosen by hand", (r, v) => r with { Seed = v }),
        Key.Optional<Recipe, string>("system", Forms.Text(), "the system prompt of training, evaluation and serving",
            (r, v) => r with { System = v }),
        Key.Of<Recipe, string>("refusal", Forms.Text(500, isOneLine: true), _defaults.Refusal,
            "how the model says that a question is outside the documents", "chosen by hand",
            (r, v) => r with { Refusal = v }),
        Key.Of<Recipe, string>("template", Forms.Word(_templates), "auto",
            "the chat template: auto for the model folder's own, else the built-in one of its family",
            "what the model was trained with", (r, v) => r with { Template = v }),
        Key.Required<Recipe, IReadOnlyList<SourceSpec>>("sources", Forms.List(DataKeys.Source.Form),
            "a list of { files: GLOB, kind: KIND } and { pairs: GLOB }; the first match decides a file's kind",
            (r, v) => r with { Sources = v }, [.. DataKeys.Source.Paths.Select(p => "0." + p)]),
        Key.Section<Recipe, PrivacySpec>("privacy", PrivacyKeys.Privacy, "what happens to personal data in the documents",
            (r, v) => r with { Privacy = v }),
        Key.Section<Recipe, ExtractSpec>("extract", DataKeys.Extract, "how facts are found and phrased",
            (r, v) => r with { Extract = v }),
        Key.Section<Recipe, DedupeSpec>("dedupe", DataKeys.Dedupe, "when two facts count as one",
            (r, v) => r with { Dedupe = v }),
        Key.Section<Recipe, MixSpec>("mix", DataKeys.Mix, "what the training data is made of",
            (r, v) => r with { Mix = v }),
        Key.Section<Recipe, MethodSpec>("method", TrainingKeys.Method, "which training methods are tried",
            (r, v) => r with { Method = v }),
        Key.Section<Recipe, TrainSpec>("train", TrainingKeys.Train, "how training runs",
            (r, v) => r with { Train = v }),
        Key.Section<Recipe, EvaluateSpec>("evaluate", EvaluationKeys.Evaluate, "what is measured and what must hold",
            (r, v) => r with { Evaluate = v }),
        Key.Section<Recipe, ReportSpec>("report", EvaluationKeys.Report, "how the report is written",
            (r, v) => r with { Report = v }),
        Key.Section<Recipe, DeliverSpec>("deliver", EvaluationKeys.Deliver, "what is handed over",
            (r, v) => r with { Deliver = v }),
    ]);

    /// <summary>Where a key of this name stands, for a key given in the wrong place: <c>extract.wordings</c>.</summary>
    public static IEnumerable<string> PathsOf(string name) => 
        All.Paths.Where(p => p == name || p.EndsWith("." + name, StringComparison.Ordinal));
}
