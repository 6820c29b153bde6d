using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;
using static Recipes.Tests.Torch.ReferenceModels;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Generation;

/// <summary>How far the numbers of one text may lie apart, computed in different ways; Recipes.Torch/README.md states the
/// tolerances.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public sealed class ToleranceTests
{
    private const int MostTokens = 60; // of a text

    [Theory]
    [InlineData(Precision.Float32, 1e-4, 1e-5)]
    [InlineData(Precision.BFloat16, 0.5, 0.05)]
    public void Packed_padded_and_cached_give_the_scores_of_a_text_alone(Precision precision, double tolerance, double meanTolerance)
    {
        var (packed, padded, cached) = (new Difference(), new Difference(), new Difference());
        Every($"{precision} packed, padded, cached", (folder, data) =>
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            using var model = Model.Load(folder, precision);
            int[] ids = [.. Ints(Read(data).GetProperty("nll").GetProperty("ids")).Take(MostTokens)];
            var alone = Scores(model, [ids]);

            packed.Add(alone, Scores(model, [ids, ids[..7], [.. ids.Reverse()], ids[..7]]));
            if (model.Config.Rope?.Kind != RopeKind.Dynamic) // there each length has its own numbers
            {
                padded.Add(alone, Scores(model, [[.. ids, .. new int[64 - ids.Length]]]));
            }

            var session = new GenerationSession(model, rows: 3);
            session.Add(ids[..5], new() { MaxNewTokens = 30 });
            var sequence = session.Add(ids[..20], new() { MaxNewTokens = ids.Length - 20, Rule = (answer, logits) => Only(logits, ids[20 + answer.Count]) });
            var scores = new List<double>();
            while (session.Count > 0)
            {
                scores.AddRange(session.Step(TestContext.Current.CancellationToken).Where(token => token.Sequence == sequence)
                    .Select(token => token.Score.LogProbability));
            }

            if (model.Config.Rope?.Kind != RopeKind.Dynamic)
            {
                cached.Add(alone[19..], scores);
            }

            return 3;
        });

        Print($"{precision}, log-probability of a token: packed {packed}, padded {padded}, cached {cached}");
        Assert.All([packed, padded, cached], one => Assert.True(one.Largest <= tolerance && one.Mean <= meanTolerance, $"{one}"));
    }

    /// <summary>All bits of the scores of one answer, its prompt's included, alone and as one of 16 of the same
    /// bucket.</summary>
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void One_and_sixteen_of_a_bucket_are_equal_bit_for_bit(Precision precision) => Every($"{precision} 1 and 16", (folder, data) =>
    {
        using var model = Model.Load(folder, precision);
        int[] ids = [.. Ints(Read(data).GetProperty("nll").GetProperty("ids")).Take(MostTokens)];
        var prompts = Enumerable.Range(0, 16).Select(i => ids[i..(i + 24 + (i % 8))]).Where(prompt => prompt.Length < model.Config.Context - 8).ToList();
        var together = Answers(model, prompts);
        foreach (var i in new[] { 0, prompts.Count - 1 })
        {
            Assert.Equal(Answers(model, [prompts[i]])[0], together[i]);
        }

        return prompts.Count;
    });

    private static List<string> Answers(Model model, List<int[]> prompts)
    {
        var session = new GenerationSession(model, rows: 16);
        var sequences = prompts.Select(prompt => session.Add(prompt, new() { MaxNewTokens = 3, ScoresPrompt = true })).ToList();
        var tokens = new List<GeneratedToken>();
        while (session.Count > 0)
        {
            tokens.AddRange(session.Step(TestContext.Current.CancellationToken));
        }

        return [.. sequences.Select(sequence => string.Join(' ', sequence.PromptScores.Concat(
            tokens.Where(token => token.Sequence == sequence).Select(token => token.Score)).Select(Bits)))];
    }

    private static string Bits(TokenScore score) => string.Create(CultureInfo.InvariantCulture, $"{score.Id}:{score.LogProbability:R}");

    /// <summary>The log-probability of each token but the first of the first row.</summary>
    private static List<double> Scores(Model model, IReadOnlyList<int[]> rows) =>
        [.. SequenceScore.Of(model, model.Decoder.Hidden(new TokenBatch(rows)), rows[0], top: 0).Select(score => score.LogProbability)];

    private static void Only(Span<float> logits, int id)
    {
        var kept = logits[id];
        logits.Fill(float.NegativeInfinity);
        logits[id] = kept;
    }

    private sealed class Difference
    {
        public double Largest { get; private set; }

        /// <summary>Of the text where it is largest.</summary>
        public double Mean { get; private set; }

        public void Add(IEnumerable<double> expected, IEnumerable<double> found)
        {
            var apart = expected.Zip(found, (a, b) => Math.Abs(a - b)).ToList();
            (Largest, Mean) = (Math.Max(Largest, apart.Max()), Math.Max(Mean, apart.Average()));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Largest:0.0e0} at most, {Mean:0.0e0} on average");
    }
}
