using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Mix;
using Recipes.Stages.Models;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Pretrain;

/// <summary>What the corpus of a new model depends on in the recipe.</summary>
/// <param name="Context">Longest row in tokens.</param>
/// <param name="Seed">Seeds the choice of validation rows.</param>
internal sealed record PretrainMixSpec(int Context, long Seed);

/// <summary>The corpus, the items that must not stand in it, and the tokenizer.</summary>
internal sealed record PretrainMixInput(IReadOnlyList<QaPair> Rows, IReadOnlyList<EvaluationItem> Items, ChatText Chat)
{
    public static Handle<PretrainMixInput> Of(Handle<IReadOnlyList<QaPair>> rows, Handle<Items.ItemSet> items, Handle<ChatText> chat) =>
        Graph.Join(rows, items, chat).Map(x => new PretrainMixInput(x.Item1, [.. x.Item2.Dev, .. x.Item2.Test], x.Item3));
}

/// <summary>All rows of the corpus, every token under the loss; one in a hundred validates.</summary>
internal sealed class PretrainMixStage : IStage<PretrainMixSpec, PretrainMixInput, Mixture>
{
    private const double ValidationShare = 0.01; // chosen by hand: some hundred rows of a corpus of some ten thousand

    public StageId Id { get; } = new("pretrain-mix", Version: 1);

    public Mixture Run(PretrainMixSpec spec, PretrainMixInput input, StageContext context)
    {
        RefuseLeaks(input);
        var drops = new List<Drop>();
        var rows = new List<(TrainRow Row, int Tokens)>();
        var validation = new List<TrainRow>();
        foreach (var pair in input.Rows.OrderBy(p => p.Id, StringComparer.Ordinal))
        {
            var turns = pair.Conversation(null);
            var tokens = input.Chat.WholeRow(pair.Id, turns).Ids.Length;
            if (tokens > spec.Context)
            {
                drops.Add(new Drop { Stage = "pretrain-mix", Id = pair.Id, Reason = DropReason.LongerThanContext, Detail = $"{tokens} tokens, the context is {spec.Context}" });
            }
            else if (ContentId.Fraction("validate", pair.Id, spec.Seed.ToString(CultureInfo.InvariantCulture)) < ValidationShare)
            {
                validation.Add(new TrainRow(turns));
            }
            else
            {
                rows.Add((new TrainRow(turns), tokens));
            }
        }

        var all = rows.Sum(r => (long)r.Tokens);
        return new Mixture
        {
            Train = rows.Select(r => r.Row).ToList(),
            Validation = validation,
            Drops = drops,
            Stats = new MixStats
            {
                Unit = "tokens",
                Kinds = new Dictionary<string, KindStats>(StringComparer.Ordinal) { ["general"] = new(rows.Count, all, all) },
                WantedShare = 0,
                Share = 0,
                PassTokens = all,
                TrainedTokens = all,
                GeneralUnused = 0,
                AnswerVariety = 1,
                ValidationRows = validation.Count,
            },
        };
    }

    /// <summary>A sentence that is asked may stand in no row, whole.</summary>
    private static void RefuseLeaks(PretrainMixInput input)
    {
        var asked = input.Items.GroupBy(i => Folding.Fold(i.Input ?? i.Prompt ?? ""), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.Ordinal);
        var problems = input.Rows.Select(r => Folding.Fold(r.Input ?? r.Question ?? ""))
            .Where(text => text.Length > 0 && asked.ContainsKey(text))
            .Select(text => new Problem { Code = "RCP4010", Fact = $"the input of item {asked[text]} stands in the corpus", Remedy = "remove it from one of the two" })
            .Take(20)
            .ToList();
        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems);
        }
    }
}
