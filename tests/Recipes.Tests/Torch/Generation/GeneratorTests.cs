using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;
using TorchSharp;
using static Recipes.Tests.Torch.ReferenceModels;

namespace Recipes.Tests.Torch.Generation;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class GeneratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-generation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Data", "reference")]
    public void Greedy_ids_equal_the_reference_where_the_gap_is_clear() => Every("greedy", (folder, data) =>
    {
        using var model = Model.Load(folder, Precision.Float32);
        var prompts = Read(data).GetProperty("prompts").EnumerateArray()
            .Where(prompt => prompt.GetProperty("greedy_min_top2_margin").GetDouble() >= 1e-3).ToList();

        var answers = Generator.Greedy(
            model, [.. prompts.Select(prompt => Ints(prompt.GetProperty("ids")))], Spec(40, rows: 8), _ => { }, TestContext.Current.CancellationToken);

        Assert.All(prompts.Zip(answers), pair => Assert.Equal(Ints(pair.First.GetProperty("greedy_ids")), pair.Second.Ids));
        return prompts.Count;
    });

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void An_answer_is_the_same_bits_alone_and_in_company(Precision precision)
    {
        using var model = NewOne(precision);
        var prompts = Enumerable.Range(0, 12).Select(i => Enumerable.Range(0, 3 + (i * 7)).Select(at => ((at * (i + 3)) + i) % 90).ToArray()).ToList();

        var together = Generator.Greedy(model, prompts, Spec(70, rows: 4), _ => { }, TestContext.Current.CancellationToken);
        TorchRuntime.SetThreads(3);
        var threaded = Generator.Greedy(model, prompts, Spec(70, rows: 4), _ => { }, TestContext.Current.CancellationToken);
        TorchRuntime.SetThreads(1);
        var backwards = Generator.Greedy(model, [.. prompts.AsEnumerable().Reverse()], Spec(70, rows: 4), _ => { }, TestContext.Current.CancellationToken).Reverse().ToList();

        for (var i = 0; i < prompts.Count; i++)
        {
            var alone = Generator.Greedy(model, [prompts[i]], Spec(70, rows: 4), _ => { }, TestContext.Current.CancellationToken)[0];
            Assert.Equal(alone.Ids, together[i].Ids);
            Assert.Equal(alone.Ids, backwards[i].Ids);
            Assert.Equal(alone.Ids, threaded[i].Ids);
        }
    }

    [Fact]
    public void The_cache_gives_the_tokens_that_whole_passes_give()
    {
        using var model = NewOne(Precision.Float32);
        int[] prompt = [3, 1, 4, 1, 5, 9, 2, 6];

        var cached = Generator.Greedy(model, [prompt], Spec(20, rows: 2), _ => { }, TestContext.Current.CancellationToken)[0].Ids;

        var ids = prompt.ToList();
        using (torch.no_grad())
        {
            for (var i = 0; i < 20; i++)
            {
                using var scope = torch.NewDisposeScope();
                ids.Add((int)model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([[.. ids]])))[-1].argmax().item<long>());
            }
        }

        Assert.Equal(ids.Skip(prompt.Length), cached);
    }

    [Fact]
    public void An_answer_ends_before_its_stop_id_and_says_whether_it_was_cut()
    {
        using var model = NewOne(Precision.Float32);
        var free = Generator.Greedy(model, [[7, 8]], Spec(10, rows: 2), _ => { }, TestContext.Current.CancellationToken)[0];
        var stop = free.Ids[^1];

        var ended = Generator.Greedy(
            model, [[7, 8]], Spec(10, rows: 2) with { StopIds = new HashSet<int> { stop } }, _ => { }, TestContext.Current.CancellationToken)[0];

        Assert.True(free.IsCut);
        Assert.Equal(10, free.Ids.Count);
        Assert.False(ended.IsCut);
        Assert.Equal(free.Ids.TakeWhile(id => id != stop), ended.Ids);
    }

    [Fact]
    public void An_answer_is_cut_at_the_end_of_the_context_and_leaves_no_tensor()
    {
        using var model = NewOne(Precision.Float32);
        var prompt = Enumerable.Range(0, 150).Select(i => i % 90).ToArray();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var answer = Generator.Greedy(model, [prompt], Spec(100, rows: 2), _ => { }, TestContext.Current.CancellationToken)[0];

        Assert.True(answer.IsCut);
        Assert.Equal(10, answer.Ids.Count);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_refused()
    {
        using var model = NewOne(Precision.Float32);

        Assert.Throws<RecipeException>(() =>
            Generator.Greedy(model, [new int[160]], Spec(1, rows: 2), _ => { }, TestContext.Current.CancellationToken));
    }

    private static GenerationSpec Spec(int tokens, int rows) =>
        new() { MaxNewTokens = tokens, StopIds = new HashSet<int>(), Rows = rows };

    private Model NewOne(Precision precision)
    {
        NewModel.Create(NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 160 }, 90, [1]), 11, _folder);
        return Model.Load(_folder, precision);
    }
}
