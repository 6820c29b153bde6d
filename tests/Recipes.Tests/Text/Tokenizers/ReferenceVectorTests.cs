using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

[Trait("Data", "reference")]
public class ReferenceVectorTests
{
    [Fact]
    public void Every_vector_of_every_byte_level_folder_is_equal_and_other_folders_are_refused_by_name()
    {
        var folders = ReferenceData.Folders("tokenizers");
        Assert.SkipWhen(folders.Count == 0, "no reference data: tokenizers");
        var read = new List<string>();

        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            var tokenizer = LoadOrNull(folder, out var refusal);
            if (tokenizer is null)
            {
                Print($"{name}: skipped: {refusal}");
                continue;
            }

            var vectors = JsonLines.Read<JsonElement>(Path.Combine(folder, "vectors.jsonl")).ToList();
            foreach (var vector in vectors)
            {
                AssertEqual(tokenizer, vector, $"{name} row {vector.GetProperty("i")}");
            }

            Print($"{name}: {vectors.Count} vectors equal");
            Assert.NotEmpty(vectors);
            read.Add(name);
        }

        Assert.Superset(new HashSet<string> { "qwen3", "smollm2", "minimind" }, read.ToHashSet());
    }

    [Fact]
    public void Every_model_folder_with_a_byte_level_tokenizer_encodes_its_prompts()
    {
        var folders = ReferenceData.Folders("models").Where(f => File.Exists(Path.Combine(f, "tokenizer.json"))).ToList();
        Assert.SkipWhen(folders.Count == 0, "no reference data: models");
        var read = 0;

        foreach (var folder in folders)
        {
            var tokenizer = LoadOrNull(folder, out var refusal);
            if (tokenizer is null)
            {
                Print($"{Path.GetFileName(folder)}: skipped: {refusal}");
                continue;
            }

            const string Text = "What is 1+1? 合同是什么？ 👩‍👩‍👧\r\n";
            Assert.Equal(Text, tokenizer.Decode(tokenizer.Encode(Text, addSpecial: false), skipSpecial: false));
            Assert.All(tokenizer.StopIds, id => Assert.NotNull(tokenizer.TokenOf(id)));
            read++;
        }

        Print($"models: {read} tokenizers read");
        Assert.True(read > 0);
    }

    private static ModelTokenizer? LoadOrNull(string folder, out string refusal)
    {
        try
        {
            refusal = "";
            return FolderTokenizer.Load(folder);
        }
        catch (RecipeException e) when (e.Problems.All(p => p.Code == "RCP5102"))
        {
            refusal = string.Join("; ", e.Problems.Select(p => p.Fact));
            return null;
        }
    }

    private static void AssertEqual(ModelTokenizer tokenizer, JsonElement vector, string where)
    {
        var text = vector.GetProperty("text").GetString()!;
        var ids = Ids(vector, "ids")!;
        var found = tokenizer.Encode(text, addSpecial: false);

        Assert.True(ids.SequenceEqual(found), $"{where}: ids {string.Join(' ', found)} for {JsonSerializer.Serialize(text)}");
        Assert.True(
            (Ids(vector, "ids_with_special") ?? ids).SequenceEqual(tokenizer.Encode(text, addSpecial: true)),
            $"{where}: ids_with_special");
        if (vector.TryGetProperty("decoded", out var decoded))
        {
            Assert.True(decoded.GetString() == tokenizer.Decode(ids, skipSpecial: false), $"{where}: decoded");
        }

        if (vector.TryGetProperty("decoded_skip_special", out var skipped))
        {
            Assert.True(skipped.GetString() == tokenizer.Decode(ids, skipSpecial: true), $"{where}: decoded_skip_special");
        }

        if (vector.TryGetProperty("tokens", out var tokens))
        {
            var wanted = tokens.EnumerateArray().Select(t => t.GetString());
            Assert.True(wanted.SequenceEqual(ids.Select(tokenizer.TokenOf)), $"{where}: tokens");
            Assert.True(wanted.SequenceEqual(tokenizer.Tokenizer.EncodeToTokens(text, out _).Select(t => t.Value)), $"{where}: values");
        }
    }

    private static List<int>? Ids(JsonElement vector, string name) =>
        vector.TryGetProperty(name, out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(id => id.GetInt32()).ToList()
            : null;

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
