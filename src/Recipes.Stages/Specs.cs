using Recipes.Core;
using Recipes.Stages.Answers;
using Recipes.Stages.ChooseMethod;
using Recipes.Stages.Deliver;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Extract;
using Recipes.Stages.Mix;
using Recipes.Stages.Phrase;
using Recipes.Stages.Report;
using Recipes.Stages.Select;
using Recipes.Stages.Split;
using Recipes.Stages.Train;
using Recipes.Stages.TryOut;

namespace Recipes.Stages;

/// <summary>Of the recipe, what each stage depends on and no more: a key that a stage does not read reruns nothing.</summary>
internal sealed class Specs(Recipe recipe, PipelineFacts facts)
{
    /// <summary>Share of a program-facing recipe (the guide: 100 %), and of one for people (30 %).</summary>
    private double DomainShare => recipe.Mix.Domain ?? (recipe.Scenario == Scenario.Program ? 1.0 : 0.3);

    private bool Generalizes => recipe.Scenario == Scenario.Program || recipe.Goal == Goal.Format;

    public SplitSpec Split => new()
    {
        Pairs = recipe.Extract.Pairs,
        AnswerTokens = recipe.Extract.AnswerTokens,
        Withhold = recipe.Evaluate.Withhold,
        Heldout = recipe.Evaluate.Heldout,
        Generalizes = Generalizes,
        Contrast = recipe.Mix.Contrast,
        Threshold = recipe.Dedupe.Threshold,
        Shingle = recipe.Dedupe.Shingle,
        Seed = recipe.Seed,
    };

    public PhraseSpec Phrase => new()
    {
        Wordings = recipe.Extract.Wordings,
        Threshold = recipe.Dedupe.Threshold,
        Shingle = recipe.Dedupe.Shingle,
        Generalizes = Generalizes,
        Refusal = recipe.Refusal,
        Contrast = recipe.Mix.Contrast,
        Seed = recipe.Seed,
    };

    public MixtureSpec Mixture => new()
    {
        Domain = DomainShare,
        Context = recipe.Train.Context,
        LostRows = recipe.Train.LostRows,
        System = recipe.System,
        Dedupe = recipe.Dedupe,
        Seed = recipe.Seed,
    };

    public ChooseSpec Choose => new()
    {
        Ladder = ChooseMethod.Ladder.Unrolled(recipe),
        IsExplicit = recipe.Method.Ladder is not null || recipe.Base.New is not null,
        Goal = recipe.Goal,
        Scenario = recipe.Scenario,
        Lora = recipe.Train.Lora,
        Prefix = recipe.Train.Prefix,
        TokensPerStep = recipe.Train.TokensPerStep,
        Context = recipe.Train.Context,
        Precision = Precision,
        Optimizer = recipe.Train.Optimizer,
        Weights = recipe.Train.Weights,
    };

    public Pretrain.TokenizerSpec Tokenizer => new(NewModel.Vocabulary);

    public Pretrain.PretrainMixSpec PretrainMix => new(recipe.Train.Context ?? NewModel.Context, recipe.Seed);

    private NewModelSpec NewModel => recipe.Base.New ?? throw new InvalidOperationException("The recipe trains no new model.");

    public PassageSpec Passage => new(recipe.Extract.Passage);

    public LadderSpec Ladder => new(ChooseMethod.Ladder.Unrolled(recipe));

    public AnswersSpec Answers => new(recipe.System, Precision, facts.Threads, facts.Device);

    /// <summary>What this machine has, whatever the recipe plans for.</summary>
    public long MachineMemoryBytes => facts.MemoryBytes;

    /// <summary>Memory to plan for.</summary>
    public long MemoryBytes => recipe.Method.MemoryBytes ?? facts.MemoryBytes;

    public TrialSpec Trial(string method) => new(method, recipe.Evaluate.Gates, recipe.Refusal);

    public EvaluateStageSpec Evaluate => new(recipe.Evaluate.Gates, recipe.Evaluate.CannotTellWarns, recipe.Refusal, recipe.Seed);

    public ReportStageSpec Report => new(recipe.Name, recipe.Description, recipe.Report.Language);

    public DeliverStageSpec Deliver => new(recipe.Name, recipe.System, recipe.Refusal, recipe.Deliver, facts.Threads);

    /// <summary>bf16 or float32.</summary>
    public string Precision => recipe.Train.Precision ?? facts.Precision;

    /// <summary>The settings of one rung; a LoRA setting is no part of full training.</summary>
    public TrainStageSpec Train(string method) => new()
    {
        Method = method,
        Goal = recipe.Goal,
        Steps = recipe.Train.Steps,
        TokensPerStep = recipe.Train.TokensPerStep,
        LearningRate = recipe.Train.LearningRate,
        Context = recipe.Train.Context,
        Precision = Precision,
        Optimizer = recipe.Train.Optimizer,
        Weights = method is "full" or "pretrain" ? recipe.Train.Weights : "float32",
        Lora = method is "lora" or "qlora" ? recipe.Train.Lora : null,
        Prefix = method == "p-tuning" ? recipe.Train.Prefix : null,
        Patience = recipe.Train.EarlyStopPatience,
        Device = facts.Device,
        Threads = facts.Threads,
        Seed = recipe.Seed,
    };
}
