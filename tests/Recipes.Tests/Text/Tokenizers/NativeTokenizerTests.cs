using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Beside us the native Hugging Face tokenizer reads the same file.</summary>
public class NativeTokenizerTests
{
    [Fact]
    [Trait("Data", "reference")]
    public void Random_strings_get_the_ids_of_the_native_tokenizer()
    {
        var folders = ReferenceData.Folders("tokenizers");
        Assert.SkipWhen(folders.Count == 0, "no reference data: tokenizers");
        var compared = 0;

        foreach (var folder in folders)
        {
            ModelTokenizer ours;
            try
            {
                ours = FolderTokenizer.Load(folder);
            }
            catch (RecipeException e) when (e.Problems.All(p => p.Code == "RCP5102"))
            {
                continue;
            }

            using var native = new global::Tokenizers.DotNet.Tokenizer(Path.Combine(folder, "tokenizer.json"));
            compared += Compare(Path.GetFileName(folder), ours, native, seed: 7, count: 1500);
        }

        Assert.True(compared > 0);
    }

    [Fact]
    public void A_trained_tokenizer_means_the_same_to_the_native_library()
    {
        var random = new RandomText(3);
        var texts = Enumerable.Range(0, 400).Select(_ => random.Next()).ToList();
        var folder = Directory.CreateTempSubdirectory("trained-tokenizer").FullName;
        ByteLevelBpeTrainer.Train(texts, 700, ByteLevelBpeTrainer.ChatTokens, TestContext.Current.CancellationToken)
            .WriteTo(folder);

        using var native = new global::Tokenizers.DotNet.Tokenizer(Path.Combine(folder, "tokenizer.json"));
        var compared = Compare("trained", FolderTokenizer.Load(folder), native, seed: 11, count: 1500);

        Directory.Delete(folder, recursive: true);
        Assert.Equal(1500, compared);
    }

    private static int Compare(
        string name, ModelTokenizer ours, global::Tokenizers.DotNet.Tokenizer native, int seed, int count)
    {
        var random = new RandomText(seed);
        var differing = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var text = random.Next();
            var wanted = Array.ConvertAll(native.Encode(text), id => (int)id);
            var found = ours.Encode(text, addSpecial: true);
            if (!wanted.SequenceEqual(found))
            {
                differing.Add($"{JsonSerializer.Serialize(text)}\n  native {Spell(ours, wanted)}\n  ours   {Spell(ours, found)}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {count} random strings, seed {seed}, {differing.Count} differ");
        Assert.True(differing.Count == 0, $"{name}, seed {seed}: {differing.Count} differ\n{string.Join('\n', differing.Take(6))}");
        return count;
    }

    private static string Spell(ModelTokenizer tokenizer, int[] ids) => string.Join(' ', ids.Select(tokenizer.TokenOf));
}
