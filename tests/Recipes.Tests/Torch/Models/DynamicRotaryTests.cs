using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Models;

/// <summary>Dynamic rotary scaling depends on the length of this sequence alone, not on what was read before or
/// beside.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class DynamicRotaryTests : IDisposable
{
    private static readonly int[] _short = [.. Enumerable.Range(0, 20).Select(i => (i * 7) % 90)];
    private static readonly int[] _long = [.. Enumerable.Range(0, 100).Select(i => (i * 11) % 90)];

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-rotary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_text_has_the_same_bits_before_behind_and_beside_a_longer_one()
    {
        using var model = NewOne("dynamic");
        var fresh = SequenceScore.Of(model, _short);
        var grown = SequenceScore.Of(model, _long);

        Assert.Equal(fresh, SequenceScore.Of(model, _short));
        Assert.Equal(grown, SequenceScore.Of(model, _long));
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var hidden = model.Decoder.Hidden(new TokenBatch([_long, _short, _long]));
        Assert.Equal(fresh, Scores(model, hidden.narrow(0, 100, 20), _short));
        Assert.Equal(grown, Scores(model, hidden.narrow(0, 120, 100), _long));
    }

    [Fact]
    public void An_answer_that_outgrows_the_context_and_its_neighbours_get_the_scores_they_get_alone()
    {
        using var model = NewOne("dynamic");
        var alone = (Answer(model, [_short])[0], Answer(model, [_long])[0]);

        Assert.Equal([alone.Item1, alone.Item2, alone.Item1], Answer(model, [_short, _long, _short]));
    }

    [Fact]
    public void Beyond_the_trained_context_and_only_there_the_scaling_changes_the_numbers()
    {
        IReadOnlyList<double> Short, Long;
        using (var model = NewOne("dynamic"))
        {
            (Short, Long) = (SequenceScore.Of(model, _short), SequenceScore.Of(model, _long));
        }

        using var plain = NewOne(null);
        Assert.Equal(SequenceScore.Of(plain, _short), Short);
        Assert.NotEqual(SequenceScore.Of(plain, _long), Long);
    }

    private static List<double> Scores(Model model, Tensor hidden, int[] ids) =>
        [.. SequenceScore.Of(model, hidden, ids, top: 0).Select(score => -score.LogProbability)];

    private static List<string> Answer(Model model, IReadOnlyList<int[]> prompts)
    {
        var session = new GenerationSession(model, rows: 3);
        var sequences = prompts.Select(prompt => session.Add(prompt, new() { MaxNewTokens = 30, TopScores = 1 })).ToList();
        var tokens = new List<GeneratedToken>();
        while (session.Count > 0)
        {
            tokens.AddRange(session.Step(TestContext.Current.CancellationToken));
        }

        return [.. sequences.Select(sequence => string.Join(' ', tokens.Where(token => token.Sequence == sequence)
            .Select(token => string.Create(CultureInfo.InvariantCulture, $"{token.Score.Id}:{token.Score.LogProbability:R}"))))];
    }

    /// <summary>A model of random weights trained for 32 tokens, or without scaling for all that the tests use.</summary>
    private Model NewOne(string? scaling)
    {
        NewModel.Create(NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = scaling is null ? 160 : 32 }, 90, [1]), 11, _folder);
        var path = Path.Combine(_folder, "config.json");
        if (scaling is not null)
        {
            File.WriteAllText(path, File.ReadAllText(path).Replace(
                "\"rope_scaling\": null", "\"rope_scaling\": { \"type\": \"" + scaling + "\", \"factor\": 4.0 }", StringComparison.Ordinal));
        }

        return Model.Load(_folder, Precision.Float32);
    }
}
