using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Models;

namespace Recipes.Stages.Mix;

/// <summary>What Mix depends on.</summary>
internal sealed record MixtureSpec
{
    /// <summary>Share of domain tokens, in (0, 1].</summary>
    public required double Domain { get; init; }

    /// <summary>Longest row in tokens, null for the smaller of 2,048 and the model's; longer rows are dropped, never cut.</summary>
    public required int? Context { get; init; }

    /// <summary>Share of the domain's rows that may be dropped here, in [0, 1].</summary>
    public required double LostRows { get; init; }

    /// <summary>The recipe's system prompt; null for none.</summary>
    public required string? System { get; init; }

    /// <summary>Similarity and guards of the leak check.</summary>
    public required DedupeSpec Dedupe { get; init; }

    /// <summary>Seeds the choice of general rows.</summary>
    public required long Seed { get; init; }
}

/// <summary>What Mix reads.</summary>
internal sealed record MixtureInput
{
    public required Phrase.Phrased Phrased { get; init; }

    public required IReadOnlyList<QaPair> General { get; init; }

    public required IReadOnlyList<EvaluationItem> Items { get; init; }

    /// <summary>Null while there is no tokenizer: lengths are then in characters.</summary>
    public required ChatText? Chat { get; init; }

    public static Handle<MixtureInput> Of(
        Handle<Phrase.Phrased> phrased, IReadOnlyList<Handle<IReadOnlyList<QaPair>>> general, Handle<Items.ItemSet> items, Handle<ChatText> chat) =>
        Graph.Join(phrased, Graph.All(general), items, chat).Map(x => new MixtureInput
        {
            Phrased = x.Item1,
            General = x.Item2.SelectMany(g => g).ToList(),
            Items = [.. x.Item3.Dev, .. x.Item3.Test],
            Chat = x.Item4,
        });
}
