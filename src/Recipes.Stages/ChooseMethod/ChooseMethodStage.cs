using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Mix;
using Recipes.Torch.Files;

namespace Recipes.Stages.ChooseMethod;

/// <summary>Decides which rungs of the ladder are wanted on this data and this machine.</summary>
internal sealed class ChooseMethodStage : IStage<ChooseSpec, ChooseInput, Choice>
{
    public StageId Id { get; } = new("choose-method", Version: 3);

    public Choice Run(ChooseSpec spec, ChooseInput input, StageContext context)
    {
        var reasons = new List<Reason>();
        var figures = Figures.Of(spec, input);
        var wanted = Rules.Wanted(spec, figures, reasons);
        var choice = new Choice(
            new Decision
            {
                Rungs = spec.Ladder.Select(m => new Rung { Method = m, Wanted = wanted.Contains(m) }).ToList(),
                MemoryBytes = input.MemoryBytes,
                EstimatedBytes = new SortedDictionary<string, long>(figures.EstimatedBytes.ToDictionary(), StringComparer.Ordinal),
            },
            reasons);
        return wanted.Count > 0 ? choice : throw new RecipeException(3, [NothingFits(input, reasons)]);
    }

    private static Problem NothingFits(ChooseInput input, List<Reason> reasons) => new()
    {
        Code = "RCP6101",
        Fact = $"no method of the ladder can run with {Rules.Gigabytes(input.MemoryBytes)}: {string.Join("; ", reasons.Where(r => r.Method.Length > 0).Select(r => $"{r.Method}: {r.Text}"))}",
        Remedy = "lower train.tokens-per-step or train.context, choose a smaller base, or name the memory of another machine in method.memory",
    };
}

/// <summary>What the choice depends on in the recipe.</summary>
internal sealed record ChooseSpec
{
    /// <summary>In order of trial.</summary>
    public required IReadOnlyList<string> Ladder { get; init; }

    /// <summary>True where the recipe names the ladder: then only what cannot run is left out.</summary>
    public required bool IsExplicit { get; init; }

    public required Goal Goal { get; init; }

    public required Scenario Scenario { get; init; }

    public required LoraSpec Lora { get; init; }

    public required PrefixSpec Prefix { get; init; }

    /// <summary>Null for auto.</summary>
    public required int? TokensPerStep { get; init; }

    /// <summary>Null for auto.</summary>
    public required int? Context { get; init; }

    /// <summary>bf16 or float32.</summary>
    public required string Precision { get; init; }

    /// <summary>adamw or adamw-8bit.</summary>
    public required string Optimizer { get; init; }

    /// <summary>float32 or bf16.</summary>
    public required string Weights { get; init; }
}

/// <summary>What the choice depends on in the data and the machine.</summary>
internal sealed record ChooseInput(MixStats Mix, ModelConfig Config, long MemoryBytes)
{
    public static Handle<ChooseInput> Of(Graph graph, Handle<MixStats> mix, Handle<ModelConfig> config, long memoryBytes) =>
        Graph.Join(mix, config, graph.Value("machine/memory-bytes", memoryBytes)).Map(x => new ChooseInput(x.Item1, x.Item2, x.Item3));
}
