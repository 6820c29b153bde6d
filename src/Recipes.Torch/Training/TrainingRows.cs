using Recipes.Core;
using Recipes.Torch.Files;

namespace Recipes.Torch.Training;

/// <summary>Checks rows before a run, cuts them into parts, and names them when it fails.</summary>
internal static class TrainingRows
{
    private const int NamedRows = 8; // a problem stays readable

    /// <exception cref="RecipeException">Rows that cannot be trained; all problems at once.</exception>
    public static void Check(TrainingJob job, ModelConfig config)
    {
        var problems = new List<Problem>();
        foreach (var row in job.Train.Concat(job.Validation))
        {
            var fault = Fault(row, job.Spec, config);
            if (fault is not null && problems.Count < NamedRows)
            {
                problems.Add(new() { Code = "RCP6310", Fact = $"row {row.Id} {fault}" });
            }
        }

        AddIfUntrained(job.Train, "training", problems);
        if (job.Validation.Count > 0)
        {
            AddIfUntrained(job.Validation, "validation", problems);
        }

        if (job.Spec.Context > config.Context)
        {
            problems.Add(new()
            {
                Code = "RCP6312",
                Fact = $"train.context is {job.Spec.Context} tokens, and the model reads {config.Context}",
                Remedy = $"give at most {config.Context}",
            });
        }

        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems);
        }
    }

    /// <summary>Deals rows into parts of about equal size, so that threads end together and no part needs more memory than
    /// the others: as many parts as their tokens fill, and each row, the longest first, goes to the smallest part.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="tokensAtOnce">Tokens that a part is meant to have; it has less than its longest row more.</param>
    /// <returns>Parts without an empty one, their rows shortest first: neighbours of equal length are attended in one
    /// call.</returns>
    public static IReadOnlyList<IReadOnlyList<TokenRow>> Parts(IReadOnlyList<TokenRow> rows, int tokensAtOnce)
    {
        var tokens = rows.Sum(row => (long)row.Ids.Length);
        var parts = Enumerable.Range(0, (int)Math.Min(rows.Count, (tokens + tokensAtOnce - 1) / tokensAtOnce))
            .Select(_ => new List<TokenRow>()).ToList();
        var sizes = new long[parts.Count];
        foreach (var row in rows.OrderByDescending(row => row.Ids.Length)) // stable
        {
            var least = Array.IndexOf(sizes, sizes.Min());
            parts[least].Add(row);
            sizes[least] += row.Ids.Length;
        }

        parts.ForEach(part => part.Reverse());
        return parts;
    }

    /// <summary>The end of a run whose numbers left the real ones.</summary>
    public static RecipeException NotFinite(int step, double loss, double norm, IReadOnlyList<TokenRow> rows) => new(4, [new()
    {
        Code = "RCP6311",
        Fact = string.Create(
                CultureInfo.InvariantCulture, $"step {step} has loss {loss} and gradient norm {norm}; its rows are ")
            + string.Join(", ", rows.Take(NamedRows).Select(row => row.Id))
            + (rows.Count > NamedRows ? $" and {rows.Count - NamedRows} more" : ""),
        Remedy = "lower train.learning-rate, or look at these rows",
    }]);

    private static string? Fault(TokenRow row, TrainingSpec spec, ModelConfig config) => row switch
    {
        { Ids.Length: < 2 } => "has fewer than two tokens",
        _ when row.Trained.Length != row.Ids.Length => $"has {row.Ids.Length} tokens and {row.Trained.Length} marks",
        _ when row.Ids.Length > spec.Context => $"has {row.Ids.Length} tokens, more than train.context {spec.Context}",
        _ when Array.Exists(row.Ids, id => id < 0 || id >= config.Vocabulary) =>
            $"has a token outside the model's {config.Vocabulary}",
        _ => null,
    };

    private static void AddIfUntrained(IReadOnlyList<TokenRow> rows, string which, List<Problem> problems)
    {
        if (!rows.Any(row => row.TrainedTokens > 0))
        {
            problems.Add(new()
            {
                Code = "RCP6313",
                Fact = $"none of the {rows.Count} {which} rows has a token under the loss",
                Remedy = "check that the chat template marks the assistant's answers",
            });
        }
    }
}
