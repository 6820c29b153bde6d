using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Models;

namespace Recipes.Stages.Mix;

/// <summary>Blends general rows into the domain's pairs until the domain's share of tokens is what the recipe wants.</summary>
/// <remarks>With D domain tokens and share s, general rows are taken in a seeded order until their tokens reach D·(1−s)/s.
/// Every row stands once per pass; too little general text is a warning with the share reached.</remarks>
internal sealed class MixStage : IStage<MixtureSpec, MixtureInput, Mixture>
{
    private const int NamedDrops = 8; // a problem stays readable

    public StageId Id { get; } = new("mix", Version: 2);

    public Mixture Run(MixtureSpec spec, MixtureInput input, StageContext context)
    {
        var checks = LeakCheck.Require(input, spec);
        var drops = new List<Drop>();
        var domain = Measure(input.Phrased.Pairs, spec, input.Chat, drops);
        var validation = Measure(input.Phrased.Validation, spec, input.Chat, drops);
        Limit(input.Phrased.Pairs.Count + input.Phrased.Validation.Count, spec, drops);
        var general = Measure(input.General, spec, input.Chat, drops);
        var chosen = Fill(domain.Sum(r => (long)r.Tokens), general, spec);

        var rows = domain.Concat(chosen).OrderBy(r => r.Pair.Id, StringComparer.Ordinal).ToList();
        var stats = Stats(rows, spec, input.Chat, general.Count - chosen.Count, validation.Count);
        Warn(stats, context);
        return new Mixture
        {
            Train = rows.Select(r => new TrainRow(r.Turns)).ToList(),
            Validation = validation.Select(r => new TrainRow(r.Turns)).ToList(),
            Stats = stats,
            Drops = drops,
            LeakChecks = checks,
        };
    }

    private static List<Measured> Measure(IReadOnlyList<QaPair> pairs, MixtureSpec spec, ChatText? chat, List<Drop> drops)
    {
        var rows = new List<Measured>(pairs.Count);
        var most = spec.Context ?? chat?.Context ?? int.MaxValue;
        foreach (var pair in pairs)
        {
            var turns = pair.Conversation(spec.System);
            var (tokens, trained) = chat is null ? Characters(turns) : chat.Lengths(turns);
            if (tokens > most)
            {
                drops.Add(new Drop { Stage = "mix", Id = pair.Id, Reason = DropReason.LongerThanContext, Detail = $"{tokens} tokens, the context is {most}" });
                continue;
            }

            if (trained == 0)
            {
                drops.Add(new Drop { Stage = "mix", Id = pair.Id, Reason = DropReason.NothingTrained, Detail = $"none of its {tokens} tokens is under the loss" });
                continue;
            }

            rows.Add(new Measured(pair, turns, tokens, trained));
        }

        return rows;
    }

    /// <summary>Refuses to go on where more of the domain than allowed was dropped, and names the first.</summary>
    private static void Limit(int rows, MixtureSpec spec, List<Drop> drops)
    {
        if (drops.Count > spec.LostRows * rows)
        {
            var named = drops.Take(NamedDrops).Select(drop => $"{drop.Id} ({drop.Detail})");
            throw new RecipeException(new Problem
            {
                Code = "RCP6314",
                Fact = $"{drops.Count} of {rows} rows of the domain cannot be trained, more than train.lost-rows {spec.LostRows.ToString(CultureInfo.InvariantCulture)} allows: {string.Join(", ", named)}{(drops.Count > NamedDrops ? ", …" : "")}",
                Remedy = "raise train.context as far as the model reads, shorten these answers, or raise train.lost-rows",
            });
        }
    }

    private static (int Tokens, int Trained) Characters(IReadOnlyList<Message> turns) =>
        (turns.Sum(t => t.Content.Length), turns.Where(t => t.Role == "assistant").Sum(t => t.Content.Length));

    private static List<Measured> Fill(long domainTokens, List<Measured> general, MixtureSpec spec)
    {
        var wanted = domainTokens * (1 - spec.Domain) / spec.Domain;
        var salt = spec.Seed.ToString(CultureInfo.InvariantCulture);
        var chosen = new List<Measured>();
        var tokens = 0L;
        foreach (var row in general.OrderBy(r => ContentId.Digest(r.Pair.Id, salt), StringComparer.Ordinal))
        {
            if (tokens + (row.Tokens / 2.0) > wanted)
            {
                break;
            }

            tokens += row.Tokens;
            chosen.Add(row);
        }

        return chosen;
    }

    private static MixStats Stats(List<Measured> rows, MixtureSpec spec, ChatText? chat, int unused, int validationRows)
    {
        var kinds = rows.GroupBy(r => r.Pair.Kind).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key.ToString().ToLowerInvariant(), g => new KindStats(g.Count(), g.Sum(r => (long)r.Tokens), g.Sum(r => (long)r.Trained)));
        var all = rows.Sum(r => (long)r.Tokens);
        var domain = rows.Where(r => r.Pair.Kind != PairKind.General).Sum(r => (long)r.Tokens);
        return new MixStats
        {
            Unit = chat is null ? "characters" : "tokens",
            Kinds = kinds,
            WantedShare = spec.Domain,
            Share = all == 0 ? 0 : Math.Round((double)domain / all, 4),
            PassTokens = all,
            TrainedTokens = rows.Sum(r => (long)r.Trained),
            GeneralUnused = unused,
            AnswerVariety = Math.Round(Variety(rows), 4),
            ValidationRows = validationRows,
        };
    }

    private static double Variety(List<Measured> rows)
    {
        var answers = rows.Where(r => r.Pair.Kind is PairKind.Knowledge or PairKind.Format).Select(r => r.Turns[^1].Content).ToList();
        return answers.Count == 0 ? 1 : (double)answers.Distinct(StringComparer.Ordinal).Count() / answers.Count;
    }

    private static void Warn(MixStats stats, StageContext context)
    {
        if (stats.PassTokens > 0 && stats.Share - stats.WantedShare > 0.02)
        {
            var text = $"the domain has {stats.Share.ToString("P1", CultureInfo.InvariantCulture)} of the tokens, mix.domain asks for {stats.WantedShare.ToString("P0", CultureInfo.InvariantCulture)}: there is too little general text";
            context.Emit(new WarningEvent(text) { Node = context.Node });
        }
    }

    private sealed record Measured(QaPair Pair, IReadOnlyList<Message> Turns, int Tokens, int Trained);
}
