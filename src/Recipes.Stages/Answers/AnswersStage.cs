using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Models;
using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;

namespace Recipes.Stages.Answers;

/// <summary>What replies depend on in the recipe.</summary>
/// <param name="System">The system prompt; null for none.</param>
/// <param name="Precision">bf16 or float32.</param>
/// <param name="Threads">Of tensor operations.</param>
/// <param name="Device">cpu, cuda:0, …</param>
internal sealed record AnswersSpec(string? System, string Precision, int Threads, string Device);

/// <summary>What is asked, and whom.</summary>
internal sealed record AnswersInput(string BaseFolder, ChatText Chat, TrainedModel Model, IReadOnlyList<EvaluationItem> Items)
{
    public static Handle<AnswersInput> Of(BaseModel model, Handle<TrainedModel> trained, Handle<IReadOnlyList<EvaluationItem>> items) =>
        Graph.Join(model.Folder, model.Chat, trained, items).Map(x => new AnswersInput(x.Item1, x.Item2, x.Item3, x.Item4));
}

/// <summary>Asks a model every item, greedily. A reply is the same bits alone and in any company.</summary>
internal sealed class AnswersStage : IStage<AnswersSpec, AnswersInput, AnswerSet>
{
    /// <summary>Longest reply in tokens; every gold answer of the shipped sets is shorter than half of it.</summary>
    private const int MostTokens = 128;

    public StageId Id { get; } = new("answers", Version: 4);

    public AnswerSet Run(AnswersSpec spec, AnswersInput input, StageContext context)
    {
        if (input.Model.State == TrainedState.Skipped)
        {
            return new(Skipped: true, []);
        }

        if (input.Items.Count == 0)
        {
            return new(Skipped: false, []);
        }

        TorchRuntime.SetThreads(spec.Threads);
        using var model = Load(spec, input);
        var prompts = input.Items.Select(i => input.Chat.Prompt(i.Conversation(spec.System))).ToList();
        var generation = new GenerationSpec { MaxNewTokens = MostTokens, StopIds = input.Chat.Tokenizer.StopIds.ToHashSet(), Node = context.Node };
        var replies = Generator.Greedy(model, prompts, generation, context.Emit, context.Cancellation);
        return new(Skipped: false, input.Items.Zip(replies, (item, reply) => new Reply(item.Id, input.Chat.Text(reply.Ids), reply.IsCut)).ToList());
    }

    private static Model Load(AnswersSpec spec, AnswersInput input)
    {
        var precision = Precisions.Of(spec.Precision);
        return input.Model.State switch
        {
            TrainedState.Adapter => Model.Load(input.BaseFolder, precision, input.Model.Folder),
            TrainedState.Whole => Model.Load(input.Model.Folder, precision),
            _ => Model.Load(input.BaseFolder, precision),
        };
    }
}
