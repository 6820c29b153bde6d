using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

[Trait("Data", "reference")]
public class ReferenceVectorTests
{
    [Fact]
    public void Every_vector_of_every_tokenizer_json_is_equal()
    {
        var folders = FoldersWith("tokenizer.json");
        Assert.SkipWhen(folders.Count == 0, "no reference data: tokenizers");
        var different = new List<string>();
        var all = 0;

        foreach (var folder in folders)
        {
            var name = Path.GetRelativePath(ReferenceData.Root!, folder);
            var tokenizer = FolderTokenizer.Load(folder);
            var count = 0;
            foreach (var file in Directory.GetFiles(folder, "vectors*.jsonl").Order(StringComparer.Ordinal))
            {
                foreach (var vector in JsonLines.Read<JsonElement>(file))
                {
                    different.AddRange(
                        vector.TryGetProperty("a", out _)
                            ? PairDifferences(tokenizer, vector, $"{name} {Path.GetFileName(file)} row {count}")
                            : Differences(
                                tokenizer,
                                vector,
                                $"{name} {Path.GetFileName(file)} row {vector.GetProperty("i")}"
                            )
                    );
                    count++;
                }
            }

            Print($"{name}: {count} vectors, {different.Count} differ so far");
            all += count;
        }

        Assert.True(different.Count == 0, $"{different.Count} differ\n" + string.Join('\n', different.Take(20)));
        Assert.True(all > 0);
    }

    private static List<string> FoldersWith(string file) =>
        ReferenceData.Root is null
            ? []
            : new[] { "tokenizers", "sentencepiece", "wordpiece" }
                .Select(kind => Path.Combine(ReferenceData.Root, kind))
                .Where(Directory.Exists)
                .SelectMany(kind => Directory.GetDirectories(kind, "*", SearchOption.AllDirectories).Prepend(kind))
                .Where(folder =>
                    File.Exists(Path.Combine(folder, file)) && Directory.GetFiles(folder, "vectors*.jsonl").Length > 0
                )
                .Order(StringComparer.Ordinal)
                .ToList();

    private static IEnumerable<string> PairDifferences(ModelTokenizer tokenizer, JsonElement vector, string where)
    {
        var (ids, types) = tokenizer.EncodePair(
            vector.GetProperty("a").GetString()!,
            vector.GetProperty("b").GetString()!
        );
        if (!Ids(vector, "ids")!.SequenceEqual(ids) || !Ids(vector, "type_ids")!.SequenceEqual(types))
        {
            yield return $"{where}: pair {string.Join(' ', ids)}";
        }
    }

    [Fact]
    public void Every_vector_of_every_SentencePiece_model_is_equal()
    {
        var folders = FoldersWith("tokenizer.model");
        Assert.SkipWhen(folders.Count == 0, "no reference data: sentencepiece");
        var different = new List<string>();
        var all = 0;

        foreach (var folder in folders.Where(f => !File.Exists(Path.Combine(f, "tokenizer.json"))))
        {
            var name = Path.GetRelativePath(ReferenceData.Root!, folder);
            var tokenizer = FolderTokenizer.Load(folder);
            var count = 0;
            foreach (var file in Directory.GetFiles(folder, "vectors*.jsonl").Order(StringComparer.Ordinal))
            {
                foreach (var vector in JsonLines.Read<JsonElement>(file))
                {
                    different.AddRange(
                        Differences(tokenizer, vector, $"{name} {Path.GetFileName(file)} row {vector.GetProperty("i")}")
                    );
                    count++;
                }
            }

            Print($"{name}: {count} vectors, {different.Count} differ so far");
            all += count;
        }

        Assert.True(different.Count == 0, $"{different.Count} differ\n" + string.Join('\n', different.Take(20)));
        Assert.True(all > 0);
    }

    [Fact]
    public void Llama_2s_own_tokenizer_model_gives_the_ids_of_its_tokenizer_json_where_no_special_token_is_spelled()
    {
        var both = FoldersWith("tokenizer.model").Where(f => File.Exists(Path.Combine(f, "tokenizer.json"))).ToList();
        Assert.SkipWhen(both.Count == 0, "no reference data: tokenizers");
        foreach (var folder in both)
        {
            var model = FolderTokenizer.LoadModelFile(Path.Combine(folder, "tokenizer.model"));
            var different = 0;
            var vectors = JsonLines.Read<JsonElement>(Path.Combine(folder, "vectors.jsonl")).ToList();
            foreach (var vector in vectors)
            {
                var text = vector.GetProperty("text").GetString()!;
                var isEqual = Ids(vector, "ids")!.SequenceEqual(model.Encode(text, addSpecial: false));
                Assert.True(
                    isEqual
                        || text.Contains("<s>", StringComparison.Ordinal)
                        || text.Contains("</s>", StringComparison.Ordinal)
                        || text.Contains("<unk>", StringComparison.Ordinal),
                    JsonSerializer.Serialize(text)
                );
                different += isEqual ? 0 : 1;
            }

            Print(
                $"{Path.GetFileName(folder)}: tokenizer.model against tokenizer.json, {vectors.Count} vectors, {different} with special tokens as text differ"
            );
        }
    }

    [Fact]
    public void Every_model_folder_has_a_tokenizer_that_is_read_and_gives_the_ids_of_its_prompts()
    {
        var folders = ReferenceData.Folders("models").Concat(ReferenceData.Folders("models-later"))
            .Where(f => File.Exists(Path.Combine(f, "tokenizer.json"))).ToList();
        Assert.SkipWhen(folders.Count == 0, "no reference data: models");
        var prompts = 0;

        foreach (var folder in folders)
        {
            var tokenizer = FolderTokenizer.Load(folder);
            using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
            foreach (var prompt in reference.RootElement.GetProperty("prompts").EnumerateArray())
            {
                if (prompt.TryGetProperty("text", out var text) && text.GetString() is { } words)
                {
                    var ids = Ids(prompt, "ids")!;
                    var found = tokenizer.Encode(words, addSpecial: true);
                    var plain = tokenizer.Encode(words, addSpecial: false);
                    Assert.True(
                        ids.SequenceEqual(found) || ids.SequenceEqual(plain),
                        $"{folder}: {words}: {string.Join(' ', found)}"
                    );
                    prompts++;
                }
            }
        }

        Print($"models: {folders.Count} tokenizers read, {prompts} prompts equal");
        Assert.True(prompts > 0);
    }

    private static IEnumerable<string> Differences(ModelTokenizer tokenizer, JsonElement vector, string where)
    {
        var text = vector.GetProperty("text").GetString()!;
        var ids = Ids(vector, "ids")!;
        var found = tokenizer.Encode(text, addSpecial: false);
        if (!ids.SequenceEqual(found))
        {
            yield return $"{where}: {JsonSerializer.Serialize(text)}\n  wanted {string.Join(' ', ids)}\n  found  {string.Join(' ', found)}";
        }

        if (
            !(Ids(vector, "ids_with_special") ?? [.. found]).SequenceEqual(
                tokenizer.Encode(text, addSpecial: Ids(vector, "ids_with_special") is not null)
            )
        )
        {
            yield return $"{where}: ids_with_special";
        }

        foreach (var (field, skips) in new[] { ("decoded", false), ("decoded_skip_special", true) })
        {
            if (vector.TryGetProperty(field, out var decoded) && decoded.GetString() != tokenizer.Decode(ids, skips))
            {
                yield return $"{where}: {field} {decoded} found {JsonSerializer.Serialize(tokenizer.Decode(ids, skips))}";
            }
        }

        if (
            vector.TryGetProperty("decoded", out var whole)
            && Streamed(tokenizer, ids) is var streamed
            && streamed != whole.GetString()
        )
        {
            yield return $"{where}: streamed {JsonSerializer.Serialize(streamed)} for {whole}";
        }

        if (vector.TryGetProperty("tokens", out var tokens) || vector.TryGetProperty("pieces", out tokens))
        {
            var wanted = tokens.EnumerateArray().Select(t => t.GetString()).ToList();
            var values = tokenizer.Tokenizer.EncodeToTokens(text, out _).Select(t => t.Value).ToList();
            if (!wanted.SequenceEqual(values))
            {
                yield return $"{where}: tokens {string.Join(' ', wanted)}\n  found {string.Join(' ', values)}";
            }
        }
    }

    private static string Streamed(ModelTokenizer tokenizer, List<int> ids)
    {
        var decoder = new StreamDecoder(tokenizer, skipSpecial: false);
        return string.Concat(ids.Select(decoder.Add)) + decoder.Flush();
    }

    private static List<int>? Ids(JsonElement vector, string name) =>
        vector.TryGetProperty(name, out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(id => id.GetInt32()).ToList()
            : null;

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
