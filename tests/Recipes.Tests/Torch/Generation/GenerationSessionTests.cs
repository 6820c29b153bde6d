using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;
using TorchSharp;
using static Recipes.Tests.Torch.ReferenceModels;

namespace Recipes.Tests.Torch.Generation;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class GenerationSessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-session-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void A_sequence_that_joins_late_among_others_gets_the_scores_it_gets_alone(Precision precision)
    {
        using var model = NewOne(precision);
        var sampling = new SamplingSpec { MaxNewTokens = 30, Temperature = 1, TopP = 0.9, Seed = 5, TopScores = 3 };
        int[] prompt = [9, 8, 7, 6];
        var alone = new GenerationSession(model, rows: 4);
        alone.Add(prompt, sampling);
        var expected = Scores(alone, null);

        var session = new GenerationSession(model, rows: 4);
        var first = session.Add([.. Enumerable.Range(1, 70)], sampling with { MaxNewTokens = 90, Seed = 1 });
        session.Step(TestContext.Current.CancellationToken);
        session.Add([4, 4], sampling with { Seed = 2, Temperature = 0 });
        session.Step(TestContext.Current.CancellationToken);
        var late = session.Add(prompt, sampling);
        session.Step(TestContext.Current.CancellationToken);
        session.Remove(first);
        session.Add([1], sampling with { Seed = 3 });
        var rest = Scores(session, late);

        Assert.Equal(30, expected.Count);
        Assert.Equal(expected.Skip(1), rest); // its first token came with the step before
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Alone_and_in_company_are_equal_bit_for_bit_in_every_family() => Every("alone and in company", (folder, data) =>
    {
        using var model = Model.Load(folder, Precision.Float32);
        var prompts = Read(data).GetProperty("prompts").EnumerateArray().Select(prompt => Ints(prompt.GetProperty("ids"))).ToList();
        var sampling = new SamplingSpec { MaxNewTokens = 8, TopScores = 2 };
        var together = new GenerationSession(model, rows: prompts.Count);
        var sequences = prompts.Select(prompt => together.Add(prompt, sampling)).ToList();
        var scores = All(together).ToLookup(token => token.Sequence, token => Text(token.Score));

        foreach (var (prompt, sequence) in prompts.Zip(sequences))
        {
            var alone = new GenerationSession(model, rows: prompts.Count);
            alone.Add(prompt, sampling);
            Assert.Equal(All(alone).Select(token => Text(token.Score)), scores[sequence]);
        }

        return prompts.Count;
    });

    [Fact]
    [Trait("Data", "reference")]
    public void Scores_of_cached_tokens_equal_those_of_a_whole_pass() => Every("cached against whole", (folder, data) =>
    {
        using var model = Model.Load(folder, Precision.Float32);
        var prompt = Ints(Read(data).GetProperty("prompts")[5].GetProperty("ids"));
        var session = new GenerationSession(model, rows: 2);
        session.Add(prompt, new() { MaxNewTokens = 40, TopScores = 1 });

        var tokens = All(session);

        // Dynamic rotary scaling gives every length its own numbers, so each token is compared after its own text.
        var ids = prompt.ToList();
        foreach (var token in tokens)
        {
            ids.Add(token.Score.Id);
            var whole = SequenceScore.Tokens(model, [.. ids, 0], top: 1);
            if (model.Config.Rope?.Kind != Recipes.Torch.Files.RopeKind.Dynamic)
            {
                Assert.Equal(whole[^2].LogProbability, token.Score.LogProbability, 1e-4);
            }
        }

        return tokens.Count;
    });

    [Fact]
    public void A_rule_can_forbid_tokens()
    {
        using var model = NewOne(Precision.Float32);
        var session = new GenerationSession(model, rows: 2);
        var sequence = session.Add([1, 2], new()
        {
            MaxNewTokens = 12,
            Rule = (answer, logits) =>
            {
                var allowed = logits[20 + answer.Count];
                logits.Fill(float.NegativeInfinity);
                logits[20 + answer.Count] = allowed;
            },
        });

        All(session);

        Assert.Equal(Enumerable.Range(20, 12), sequence.Answer);
    }

    [Fact]
    public void Seeds_decide_the_draws()
    {
        using var model = NewOne(Precision.Float32);
        IReadOnlyList<int> Answer(long seed)
        {
            var session = new GenerationSession(model, rows: 2);
            var sequence = session.Add([1, 2], new() { MaxNewTokens = 20, Temperature = 1, Seed = seed });
            All(session);
            return sequence.Answer;
        }

        Assert.Equal(Answer(1), Answer(1));
        Assert.NotEqual(Answer(1), Answer(2));
    }

    [Fact]
    public void A_full_session_and_prompts_that_cannot_be_read_are_refused()
    {
        using var model = NewOne(Precision.Float32);
        var session = new GenerationSession(model, rows: 1);
        var sampling = new SamplingSpec { MaxNewTokens = 5 };

        Assert.Throws<RecipeException>(() => session.Add([], sampling));
        Assert.Throws<RecipeException>(() => session.Add(new int[160], sampling));
        Assert.Equal("RCP6321", Assert.Throws<RecipeException>(() => session.Add([90], sampling)).Problems[0].Code);
        var sequence = session.Add([1], sampling);
        Assert.Throws<InvalidOperationException>(() => session.Add([1], sampling));
        session.Remove(sequence);
        session.Add([1], sampling);
    }

    [Fact]
    public void A_cancelled_step_does_nothing_and_no_tensor_stays()
    {
        using var model = NewOne(Precision.Float32);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var session = new GenerationSession(model, rows: 2);
        var sequence = session.Add([1, 2, 3], new() { MaxNewTokens = 5 });
        session.Step(TestContext.Current.CancellationToken);

        Assert.Throws<OperationCanceledException>(() => session.Step(new CancellationToken(canceled: true)));

        Assert.Single(sequence.Answer);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        All(session);
        Assert.Equal(5, sequence.Answer.Count);
        Assert.Equal(GenerationEnd.Length, sequence.End);
        Assert.Equal(0, session.CacheBytes);
    }

    private static List<GeneratedToken> All(GenerationSession session)
    {
        var tokens = new List<GeneratedToken>();
        while (session.Count > 0)
        {
            tokens.AddRange(session.Step(TestContext.Current.CancellationToken));
        }

        return tokens;
    }

    private static List<string> Scores(GenerationSession session, GenerationSequence? of) =>
        [.. All(session).Where(token => of is null || token.Sequence == of).Select(token => Text(token.Score))];

    /// <summary>All bits of a score.</summary>
    private static string Text(TokenScore score) => string.Create(
        CultureInfo.InvariantCulture, $"{score.Id} {score.LogProbability:R} {string.Join(" ", score.Top.Select(one => $"{one.Id} {one.LogProbability:R}"))}");

    private Model NewOne(Precision precision)
    {
        NewModel.Create(NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 160 }, 90, [1]), 11, _folder);
        return Model.Load(_folder, precision);
    }
}
