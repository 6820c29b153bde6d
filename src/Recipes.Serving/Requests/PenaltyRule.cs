using System.Text.Json;
using Recipes.Torch.Generation;

namespace Recipes.Serving.Requests;

/// <summary>OpenAI's <c>logit_bias</c>, <c>presence_penalty</c> and <c>frequency_penalty</c>.</summary>
/// <remarks>A token that the answer holds n times loses presence + n · frequency; then its bias is added. Source: OpenAI's
/// API reference and guide on frequency and presence penalties.</remarks>
internal static class PenaltyRule
{
    private const int MostBiases = 1024;

    /// <summary>The rule of a request; null where it asks for nothing.</summary>
    public static LogitRule? Of(RequestFields fields, int vocabulary)
    {
        var presence = (float)fields.Number("presence_penalty", 0, -2, 2);
        var frequency = (float)fields.Number("frequency_penalty", 0, -2, 2);
        var biases = Biases(fields, vocabulary);
        return presence == 0 && frequency == 0 && biases.Count == 0 ? null : (answer, logits) =>
        {
            foreach (var id in answer)
            {
                logits[id] -= frequency;
            }

            foreach (var id in answer.Distinct())
            {
                logits[id] -= presence;
            }

            foreach (var (id, bias) in biases)
            {
                logits[id] += bias;
            }
        };
    }

    private static List<(int Id, float Bias)> Biases(RequestFields fields, int vocabulary)
    {
        if (fields.Find("logit_bias") is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw RequestFields.Wrong("logit_bias", "an object from token ids to numbers from -100 to 100", value);
        }

        var biases = new List<(int, float)>();
        foreach (var property in value.EnumerateObject())
        {
            var isRight = int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < vocabulary
                && property.Value.ValueKind == JsonValueKind.Number && Math.Abs(property.Value.GetDouble()) <= 100
                && biases.Count < MostBiases;
            if (!isRight)
            {
                throw RequestFields.Wrong("logit_bias", "an object from token ids to numbers from -100 to 100", value);
            }

            biases.Add((id, property.Value.GetSingle()));
        }

        return biases;
    }
}
