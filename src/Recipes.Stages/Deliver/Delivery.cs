namespace Recipes.Stages.Deliver;

/// <summary><c>delivery.json</c>: what was written, and how it answers beside the trained model.</summary>
internal sealed record Delivery
{
    /// <summary>The method of the delivered model.</summary>
    public required string Method { get; init; }

    /// <summary>Questions of dev that every form was asked, in float32, greedily.</summary>
    public required int Questions { get; init; }

    /// <summary>Mean score of the trained model's answers, the adapter on its base; null without questions.</summary>
    public required double? Score { get; init; }

    /// <summary>The written forms, reloaded from their files.</summary>
    public required IReadOnlyList<DeliveredForm> Forms { get; init; }

    /// <summary>For QLoRA: how far the weights that were trained on, four bits unpacked, are from the base's own.</summary>
    public QuantizedDifference? Quantized { get; init; }

    /// <summary>What engines that load the files do otherwise; empty where nothing is known.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A written form and its answers.</summary>
/// <param name="Path">File or folder below the delivery.</param>
/// <param name="Type">What its matrices hold.</param>
/// <param name="Bytes">Size of its weights' file.</param>
/// <param name="Equal">Answers equal to the trained model's, token for token.</param>
/// <param name="Score">Mean score of its answers; null without questions.</param>
internal sealed record DeliveredForm(string Path, string Type, long Bytes, int Equal, double? Score);

/// <summary>Two bases for the same QLoRA adapter.</summary>
/// <param name="LargestWeight">Largest difference of a weight.</param>
/// <param name="MeanWeight">Mean absolute difference over the quantized weights.</param>
/// <param name="Equal">Answers that are equal on both bases.</param>
/// <param name="ScoreOnOwn">Mean score with the adapter merged into the base's own weights.</param>
/// <param name="ScoreOnUnpacked">The same into the unpacked ones.</param>
internal sealed record QuantizedDifference(
    double LargestWeight, double MeanWeight, int Equal, double? ScoreOnOwn, double? ScoreOnUnpacked);
