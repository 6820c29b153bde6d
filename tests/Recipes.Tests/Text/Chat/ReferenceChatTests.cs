using System.Collections.Concurrent;
using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Chat;

[Trait("Data", "reference")]
public class ReferenceChatTests
{
    private static readonly ConcurrentDictionary<string, ModelTokenizer> _tokenizers = new();

    [Fact]
    public void Conversations_get_the_librarys_ids_where_no_message_spells_a_special_token()
    {
        Assert.SkipWhen(ReferenceData.Root is null, "no reference data: tokenizers");
        var all = 0;
        foreach (
            var folder in ReferenceData.Folders("tokenizers").Where(f => File.Exists(Path.Combine(f, "chat.jsonl")))
        )
        {
            var tokenizer = FolderTokenizer.Load(folder);
            var chat = ChatTemplate.Load(folder, "auto", tokenizer);
            var (equal, spelled, errors) = (0, 0, 0);
            foreach (var row in JsonLines.Read<JsonElement>(Path.Combine(folder, "chat.jsonl")))
            {
                var request = ReferenceTemplateTests.Request(row);
                if (row.GetProperty("rendered").GetString() is not { } rendered)
                {
                    Assert.Equal(
                        "RCP5205",
                        Assert.Throws<RecipeException>(() => chat.EncodePrompt(request)).Problems[0].Code
                    );
                    errors++;
                    continue;
                }

                var wanted = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList();
                var found = chat.EncodePrompt(request);
                Assert.Equal(rendered, chat.Render(request));
                if (
                    Texts(row.GetProperty("messages"))
                        .Any(text => tokenizer.Encode(text, addSpecial: false).Any(tokenizer.IsSpecial))
                )
                {
                    Assert.NotEqual(wanted, found); // the library takes message text for markers; here it stays text
                    spelled++;
                    continue;
                }

                Assert.True(
                    wanted.SequenceEqual(found),
                    $"{folder} {row.GetProperty("conv")}: {string.Join(' ', found)}"
                );
                equal++;
            }

            Print(
                $"{Path.GetFileName(folder)}: {equal} conversations equal, {spelled} with special tokens as text differ on purpose, {errors} errors"
            );
            all += equal;
        }

        Assert.True(all > 0);
    }

    [Fact]
    public void Masks_equal_the_librarys_but_for_its_listed_quirks()
    {
        var folders = ReferenceData.Folders("assistant-masks");
        Assert.SkipWhen(folders.Count == 0, "no reference data: assistant-masks");
        var different = new List<string>();
        foreach (var folder in folders)
        {
            var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var row in JsonLines.Read<JsonElement>(Path.Combine(folder, "masks.jsonl")))
            {
                var kind = Compare(folder, row);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
                if (kind.StartsWith("unexplained", StringComparison.Ordinal))
                {
                    different.Add(
                        $"{Path.GetFileName(folder)} {row.GetProperty("conv")} {row.GetProperty("tokenizer")}: {kind}"
                    );
                }
            }

            Print($"{Path.GetFileName(folder)}: {string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"))}");
        }

        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    /// <summary>Equal, or the name of the quirk for which the library's mask is another.</summary>
    private static string Compare(string folder, JsonElement row)
    {
        var tokenizer = _tokenizers.GetOrAdd(
            row.GetProperty("tokenizer").GetString()!,
            name => FolderTokenizer.Load(ReferenceData.Find("tokenizers", name)!)
        );
        var tokens = row.GetProperty("special")
            .EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(p => p.Name, p => p.Value.GetString()!);
        var chat = ChatTemplate.Of(File.ReadAllText(Path.Combine(folder, "template.jinja")), tokens, tokenizer);
        var request = new ChatRequest
        {
            Messages = row.GetProperty("messages"),
            AddGenerationPrompt = row.GetProperty("add_generation_prompt").GetBoolean(),
        };
        EncodedChat found;
        try
        {
            found = chat.Encode(request);
        }
        catch (RecipeException e)
        {
            return e.Problems[0].Code == "RCP5206" ? "refused: span in a macro, filter or set"
                : row.GetProperty("error").ValueKind == JsonValueKind.String ? "errors in both"
                : "unexplained: " + e.Message;
        }

        Assert.Equal(row.GetProperty("rendered").GetString() ?? chat.Render(request), chat.Render(request));
        if (row.GetProperty("error").ValueKind == JsonValueKind.String)
        {
            return "fails in the library: empty span at the start";
        }

        var ids = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList();
        var mask = row.GetProperty("assistant_mask").EnumerateArray().Select(m => m.GetInt32() == 1).ToList();
        if (!ids.SequenceEqual(found.Ids.Take(ids.Count)))
        {
            return Texts(row.GetProperty("messages"))
                .Any(text => tokenizer.Encode(text, addSpecial: false).Any(tokenizer.IsSpecial))
                ? "special tokens as text"
                : $"unexplained ids {string.Join(' ', found.Ids)} for {string.Join(' ', ids)}";
        }

        return mask.SequenceEqual(found.IsTrained.Take(mask.Count)) ? "equal" : Quirk(tokenizer, row, mask, found);
    }

    private static string Quirk(ModelTokenizer tokenizer, JsonElement row, List<bool> mask, EncodedChat found)
    {
        var spans = row.GetProperty("generation_spans")
            .EnumerateArray()
            .Select(s => (Start: s[0].GetInt32(), End: s[1].GetInt32()))
            .ToList();
        var more = Enumerable.Range(0, mask.Count).Where(i => found.IsTrained[i] && !mask[i]).ToList();
        var less = Enumerable.Range(0, mask.Count).Where(i => !found.IsTrained[i] && mask[i]).ToList();
        var areBytes = more.All(i =>
            tokenizer.BytesOf(found.Ids[i]).Span.IndexOfAnyInRange((byte)0x80, (byte)0xBF) >= 0
        );
        return (more.Count, less.Count) switch
        {
            (> 0, 0) when areBytes => "later bytes of a last character are trained here",
            (0, > 0)
                when spans.Any(s =>
                    s.Start == s.End || s.End <= tokenizer.Decode([found.Ids[0]], skipSpecial: false).Length
                ) => "the library masks to the end after an empty or first-token span",
            (0, > 0) when less.All(i => i == 0 || !mask[i - 1]) => "a token across the border begins before the answer",
            ( > 0, > 0) when areBytes => "bytes and border at once",
            _ => $"unexplained: more {string.Join(' ', more)}, less {string.Join(' ', less)} of {mask.Count}",
        };
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
        _ => [],
    };

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
