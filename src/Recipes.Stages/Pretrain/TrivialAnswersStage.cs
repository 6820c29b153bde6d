using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;

namespace Recipes.Stages.Pretrain;

/// <summary>Nothing of the recipe enters.</summary>
internal sealed record TrivialSpec;

/// <summary>A line of a trivial solver's file.</summary>
internal sealed record TrivialAnswer(string Item, string Answer);

/// <summary>The items and the files beside them that hold the trivial solvers' answers.</summary>
internal sealed record TrivialInput(IReadOnlyList<EvaluationItem> Items, IReadOnlyList<SourceFile> Files);

/// <summary>The baseline of a new model: what solvers without any understanding answer, such as single characters, subject,
/// verb and object by position, the majority, a random candidate from the passage.</summary>
internal sealed class TrivialAnswersStage : IStage<TrivialSpec, TrivialInput, AnswerSet>
{
    public StageId Id { get; } = new("trivial-answers", Version: 1);

    public AnswerSet Run(TrivialSpec spec, TrivialInput input, StageContext context)
    {
        var answers = input.Files.SelectMany(f => JsonLines.Read<TrivialAnswer>(f.Path))
            .DistinctBy(a => a.Item, StringComparer.Ordinal)
            .ToDictionary(a => a.Item, a => a.Answer, StringComparer.Ordinal);
        return new(Skipped: false, input.Items.Where(i => answers.ContainsKey(i.Id)).Select(i => new Reply(i.Id, answers[i.Id], Truncated: false)).ToList());
    }
}
