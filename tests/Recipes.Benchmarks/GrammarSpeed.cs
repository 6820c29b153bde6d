using System.Text.Json;
using Recipes.Text.Tokenizers;
using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Generation.Json;
using Recipes.Torch.Models;

namespace Recipes.Benchmarks;

/// <summary>What a JSON schema costs a token of SmolLM2 (49,152 tokens): the same answer's length without one, under one for
/// the first time, and under it again.</summary>
internal static class GrammarSpeed
{
    private const int Tokens = 64;

    public static void Run()
    {
        var folder = Path.Combine(Path.GetTempPath(), "recipes-expanded", "smollm2-135m-instruct");
        TorchRuntime.SetThreads(1); // so that no thread waits for another
        using var model = Model.Load(folder, Precision.BFloat16);
        var tokenizer = FolderTokenizer.Load(folder);
        var vocabulary = new TokenBytes(Enumerable.Range(0, tokenizer.VocabularySize)
            .Where(id => tokenizer.TokenOf(id) is not null && !tokenizer.IsSpecial(id)).Select(id => (id, tokenizer.BytesOf(id))));
        using var schema = JsonDocument.Parse("""
            {"type":"array","minItems":9,"items":{"type":"object","required":["name","age","tags"],"properties":{
             "name":{"type":"string","maxLength":30},"age":{"type":"integer","minimum":0,"maximum":120},
             "tags":{"type":"array","items":{"enum":["red","green","blue"]}}}}}
            """);
        var grammar = JsonGrammar.Of(schema.RootElement, vocabulary);
        var prompt = tokenizer.Encode("Three people as JSON:", addSpecial: false);
        Answer(model, prompt, null);
        foreach (var (label, used) in new[] { ("without", null), ("first time", grammar), ("again", grammar), ("again", grammar), ("without", null) })
        {
            var (cost, ids) = Answer(model, prompt, used);
            var text = tokenizer.Decode(ids, skipSpecial: false).ReplaceLineEndings(" ");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label,-10} {1000 * cost.Wall,6:0.0} ms a token, {1000 * cost.Processor,6:0.0} of the processor   {text[..Math.Min(70, text.Length)]}"));
        }
    }

    private static (GenerationSpeed.Cost PerToken, IReadOnlyList<int> Ids) Answer(Model model, int[] prompt, JsonGrammar? grammar)
    {
        var session = new GenerationSession(model, 1);
        var sequence = session.Add(prompt, new() { MaxNewTokens = grammar is null ? Tokens : grammar.ShortestTokens + Tokens, Grammar = grammar });
        session.Step(CancellationToken.None);
        var cost = GenerationSpeed.Time(() =>
        {
            while (session.Count > 0)
            {
                session.Step(CancellationToken.None);
            }
        });
        var steps = sequence.Answer.Count - 1;
        return (new(cost.Wall / steps, cost.Processor / steps), sequence.Answer);
    }
}
