using System.Text.Json;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Beside us the native Hugging Face tokenizer reads the same file.</summary>
public class NativeTokenizerTests
{
    [Fact]
    [Trait("Data", "reference")]
    public void Random_strings_get_the_ids_of_the_native_tokenizer() => CompareAll(seed: 7, count: 500);

    [Fact(Explicit = true)]
    [Trait("Data", "reference")]
    [Trait("Speed", "slow")]
    public void Twenty_thousand_random_strings_get_the_ids_of_the_native_tokenizer() =>
        CompareAll(seed: 8, count: 20_000);

    private static void CompareAll(int seed, int count)
    {
        var folders = ReferenceData.Root is null
            ? []
            : new[] { "tokenizers", "sentencepiece", "wordpiece" }
                .Select(kind => Path.Combine(ReferenceData.Root, kind))
                .Where(Directory.Exists)
                .SelectMany(kind => Directory.GetDirectories(kind, "*", SearchOption.AllDirectories).Prepend(kind))
                .Where(folder => File.Exists(Path.Combine(folder, "tokenizer.json")))
                .Order(StringComparer.Ordinal)
                .ToList();
        Assert.SkipWhen(folders.Count == 0, "no reference data: tokenizers");
        var compared = 0;

        foreach (var folder in folders)
        {
            using var native = new global::Tokenizers.DotNet.Tokenizer(Path.Combine(folder, "tokenizer.json"));
            compared += Compare(
                Path.GetRelativePath(ReferenceData.Root!, folder),
                FolderTokenizer.Load(folder),
                native,
                seed,
                count
            );
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
                differing.Add(
                    $"{JsonSerializer.Serialize(text)}\n  native {Spell(ours, wanted)}\n  ours   {Spell(ours, found)}"
                );
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {count} random strings, seed {seed}, {differing.Count} differ"
        );
        Assert.True(
            differing.Count == 0,
            $"{name}, seed {seed}: {differing.Count} differ\n{string.Join('\n', differing.Take(6))}"
        );
        return count;
    }

    private static string Spell(ModelTokenizer tokenizer, int[] ids) => string.Join(' ', ids.Select(tokenizer.TokenOf));
}
