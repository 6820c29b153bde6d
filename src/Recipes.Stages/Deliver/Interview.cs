using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.Evaluate;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;

namespace Recipes.Stages.Deliver;

/// <summary>The same questions of dev for every form of a model.</summary>
internal sealed class Interview
{
    private const int MostQuestions = 32; // spread evenly over dev; about a minute on two cores for 135M weights
    private const int MostTokens = 128; // as the trials

    private readonly DeliverStageSpec _spec;
    private readonly DeliverInput _input;
    private readonly StageContext _context;
    private readonly IReadOnlyList<EvaluationItem> _items;
    private readonly IReadOnlyList<int[]> _prompts;

    public Interview(DeliverStageSpec spec, DeliverInput input, StageContext context)
    {
        (_spec, _input, _context) = (spec, input, context);
        var count = Math.Min(MostQuestions, input.Dev.Count);
        _items = [.. Enumerable.Range(0, count).Select(i => input.Dev[(int)((long)i * input.Dev.Count / count)])];
        _prompts = [.. _items.Select(item => input.Chat.Prompt(item.Conversation(spec.System)))];
    }

    /// <summary>Questions.</summary>
    public int Count => _items.Count;

    /// <summary>The likeliest answers of a model, in the order of the questions.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Ask(Model model)
    {
        var generation = new GenerationSpec
        {
            MaxNewTokens = MostTokens,
            StopIds = _input.Chat.Tokenizer.StopIds.ToHashSet(),
            Node = _context.Node,
        };
        return Count == 0 ? []
            : [.. Generator.Greedy(model, _prompts, generation, _context.Emit, _context.Cancellation).Select(answer => answer.Ids)];
    }

    /// <summary>Mean score; null without questions.</summary>
    public double? Score(IReadOnlyList<IReadOnlyList<int>> answers)
    {
        var replies = _items.Zip(answers, (item, answer) => new Reply(item.Id, _input.Chat.Text(answer), answer.Count == MostTokens)).ToList();
        return Count == 0 ? null : Scoring.Of("delivered", _items, replies, _spec.Refusal).Average(result => result.Score);
    }

    /// <summary>Answers that are equal token for token.</summary>
    public static int Equal(IReadOnlyList<IReadOnlyList<int>> one, IReadOnlyList<IReadOnlyList<int>> other) =>
        one.Zip(other).Count(pair => pair.First.SequenceEqual(pair.Second));
}
