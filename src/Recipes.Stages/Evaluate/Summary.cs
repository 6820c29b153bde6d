namespace Recipes.Stages.Evaluate;

/// <summary><c>evaluation/summary.json</c>.</summary>
internal sealed record Summary
{
    /// <summary>passed | failed | cannot-tell.</summary>
    public required string Verdict { get; init; }

    /// <summary>The method whose model was scored.</summary>
    public required string Selected { get; init; }

    /// <summary>In the order of the recipe.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>By metric, then by model.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, MetricResult>> Metrics { get; init; }

    /// <summary>By metric, then by baseline.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, DifferenceResult>> Differences { get; init; }

    /// <summary>The five dimensions over evaluate.general; null where fewer than three were measured.</summary>
    public RadarResult? Radar { get; init; }

    /// <summary>Share of items per outcome, by model.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Outcomes { get; init; }

    /// <summary>Items whose word was withheld from training, by dimension and model.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, MetricResult>> Unseen { get; init; }
}

/// <summary>A gate on test.</summary>
/// <param name="Gate">As the recipe has it.</param>
/// <param name="Value">The value, or the difference from the baseline; null where nothing was measured.</param>
/// <param name="Low">Lower one-sided 95 % bound.</param>
/// <param name="High">Upper one-sided 95 % bound.</param>
/// <param name="Outcome">holds | fails | cannot-tell.</param>
internal sealed record GateResult(string Gate, double? Value, double? Low, double? High, string Outcome);

/// <summary>A metric of one model with its two-sided 95 % interval.</summary>
internal sealed record MetricResult(double Value, double Low, double High, int N, int Clusters);

/// <summary>Tuned minus baseline with its two-sided 95 % interval.</summary>
/// <param name="Value">The difference.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Outcome">better | worse | cannot-tell.</param>
internal sealed record DifferenceResult(double Value, double Low, double High, string Outcome);

/// <summary>The radar chart's figures.</summary>
/// <param name="Axes">Dimensions in fixed order.</param>
/// <param name="Models">Radii by model.</param>
/// <param name="Overlap">Area of the intersection divided by the area of the full polygon.</param>
/// <param name="Union">Area of the union, likewise.</param>
internal sealed record RadarResult(
    IReadOnlyList<string> Axes, IReadOnlyDictionary<string, IReadOnlyList<double>> Models, double Overlap, double Union);
