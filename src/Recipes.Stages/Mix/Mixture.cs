using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Mix;

/// <summary>A row that training reads.</summary>
internal sealed record TrainRow(IReadOnlyList<Message> Messages);

/// <summary>Rows and tokens of one kind of pair.</summary>
internal sealed record KindStats(int Rows, long Tokens, long TrainedTokens);

/// <summary><c>mix.json</c>: what the training data is made of.</summary>
internal sealed record MixStats
{
    /// <summary>tokens, or characters while there is no tokenizer.</summary>
    public required string Unit { get; init; }

    /// <summary>By kind of pair.</summary>
    public required IReadOnlyDictionary<string, KindStats> Kinds { get; init; }

    /// <summary>Share of domain tokens that the recipe wants.</summary>
    public required double WantedShare { get; init; }

    /// <summary>Share reached; higher where there is too little general text.</summary>
    public required double Share { get; init; }

    /// <summary>Tokens of one pass over train.jsonl.</summary>
    public required long PassTokens { get; init; }

    /// <summary>Of these, tokens under the loss.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>General rows that the share left no room for.</summary>
    public required int GeneralUnused { get; init; }

    /// <summary>Distinct answers of domain rows divided by their number; small for a classifier.</summary>
    public required double AnswerVariety { get; init; }

    /// <summary>Rows of validation.jsonl; 0 → validation and early stop are not measured.</summary>
    public required int ValidationRows { get; init; }
}

/// <summary>The training data.</summary>
internal sealed record Mixture
{
    public required IReadOnlyList<TrainRow> Train { get; init; }

    public required IReadOnlyList<TrainRow> Validation { get; init; }

    public required MixStats Stats { get; init; }

    public required IReadOnlyList<Drop> Drops { get; init; }

    /// <summary>What was compared with the rows, a set of evaluation items each; empty in pretraining.</summary>
    public IReadOnlyList<LeakCount> LeakChecks { get; init; } = [];
}

/// <summary>Keeps a mixture as <c>train.jsonl</c>, <c>validation.jsonl</c>, <c>mix.json</c>, <c>drops.jsonl</c>,
/// <c>leak-check.json</c>: apart from <c>mix.json</c>, so that another evaluation item chooses no other method.</summary>
internal sealed class MixtureFormat : IFormat<Mixture>
{
    public const string TrainFile = "train.jsonl";
    public const string ValidationFile = "validation.jsonl";
    public const string StatsFile = "mix.json";
    public const string DropsFile = "drops.jsonl";
    public const string LeakCheckFile = "leak-check.json";

    /// <summary>The figures alone.</summary>
    public static Handle<MixStats> StatsOf(Handle<Mixture> mixture) => mixture.Part(StatsFile, Formats.Json<MixStats>(StatsFile));

    /// <summary>The rows that training reads.</summary>
    public static Handle<IReadOnlyList<TrainRow>> TrainOf(Handle<Mixture> mixture) => mixture.Part(TrainFile, Formats.JsonLines<TrainRow>(TrainFile));

    /// <summary>The rows that validate.</summary>
    public static Handle<IReadOnlyList<TrainRow>> ValidationOf(Handle<Mixture> mixture) => mixture.Part(ValidationFile, Formats.JsonLines<TrainRow>(ValidationFile));

    public void Write(Mixture value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, TrainFile), value.Train);
        JsonLines.Write(Path.Combine(folder, ValidationFile), value.Validation);
        File.WriteAllText(Path.Combine(folder, StatsFile), JsonSerializer.Serialize(value.Stats, JsonLines.Indented) + "\n");
        JsonLines.Write(Path.Combine(folder, DropsFile), value.Drops);
        File.WriteAllText(Path.Combine(folder, LeakCheckFile), JsonSerializer.Serialize(value.LeakChecks, JsonLines.Indented) + "\n");
    }

    public Mixture Read(string folder) => new()
    {
        Train = JsonLines.Read<TrainRow>(Path.Combine(folder, TrainFile)).ToList(),
        Validation = JsonLines.Read<TrainRow>(Path.Combine(folder, ValidationFile)).ToList(),
        Stats = Formats.Json<MixStats>(StatsFile).Read(folder),
        Drops = JsonLines.Read<Drop>(Path.Combine(folder, DropsFile)).ToList(),
        LeakChecks = Formats.Json<IReadOnlyList<LeakCount>>(LeakCheckFile).Read(folder),
    };
}
