using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>post_processor</c>: the special tokens around a single text.</summary>
internal static class PostProcessorReader
{
    /// <summary>Ids before and after a text, and how two are put together; empty where nothing is added.</summary>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix, IReadOnlyList<PairPart> Pair) Read(
        TokenizerFile file, JsonElement element)
    {
        var prefix = new List<int>();
        var suffix = new List<int>();
        Read(file, element, prefix, suffix);
        return (prefix, suffix, ReadPair(element));
    }

    private static List<PairPart> ReadPair(JsonElement element)
    {
        var parts = new List<PairPart>();
        var pair = Child(element, "pair");
        foreach (var part in pair.ValueKind == JsonValueKind.Array ? pair.EnumerateArray() : default)
        {
            var text = Child(part, "Sequence");
            var special = Child(part, "SpecialToken");
            var ids = Child(Child(Child(element, "special_tokens"), TextOf(Child(special, "id")) ?? ""), "ids");
            parts.Add(
                IsAbsent(text)
                    ? new(
                        ids.ValueKind == JsonValueKind.Array
                            ? ids.EnumerateArray().Select(id => Id(id) ?? 0).ToList()
                            : [],
                        -1,
                        Id(Child(special, "type_id")) ?? 0
                    )
                    : new([], TextOf(Child(text, "id")) == "B" ? 1 : 0, Id(Child(text, "type_id")) ?? 0)
            );
        }

        return parts;
    }

    private static void Read(TokenizerFile file, JsonElement element, List<int> prefix, List<int> suffix)
    {
        if (IsAbsent(element))
        {
            return;
        }

        switch (TextOf(Child(element, "type")))
        {
            case "ByteLevel": // moves offsets only
                file.Know(element, "post_processor", "type", "add_prefix_space", "trim_offsets", "use_regex");
                break;
            case "Sequence" when Child(element, "processors").ValueKind == JsonValueKind.Array:
                file.Know(element, "post_processor", "type", "processors");
                foreach (var part in Child(element, "processors").EnumerateArray())
                {
                    Read(file, part, prefix, suffix);
                }

                break;
            case "BertProcessing" or "RobertaProcessing" when Ends(element) is var (before, after):
                file.Know(element, "post_processor", "type", "sep", "cls", "trim_offsets", "add_prefix_space");
                prefix.Insert(0, before);
                suffix.Add(after);
                break;
            case "TemplateProcessing":
                // pair is for two texts, which nothing here encodes.
                file.Know(element, "post_processor", "type", "single", "pair", "special_tokens");
                ReadTemplate(file, element, prefix, suffix);
                break;
            case var type:
                file.Refuse($"post_processor {type ?? element.GetRawText()}");
                break;
        }
    }

    /// <summary>The tokens around a text, each given as its text and its id.</summary>
    private static (int Before, int After)? Ends(JsonElement element)
    {
        var (before, after) = (Child(element, "cls"), Child(element, "sep"));
        return before.ValueKind == JsonValueKind.Array && before.GetArrayLength() == 2 && Id(before[1]) is { } first
            && after.ValueKind == JsonValueKind.Array && after.GetArrayLength() == 2 && Id(after[1]) is { } last
                ? (first, last)
                : null;
    }

    private static void ReadTemplate(TokenizerFile file, JsonElement element, List<int> prefix, List<int> suffix)
    {
        var before = new List<int>();
        var after = new List<int>();
        var texts = 0;
        var single = Child(element, "single");
        foreach (var part in single.ValueKind == JsonValueKind.Array ? single.EnumerateArray() : default)
        {
            if (TextOf(Child(Child(part, "Sequence"), "id")) == "A")
            {
                texts++;
                continue;
            }

            var name = TextOf(Child(Child(part, "SpecialToken"), "id")) ?? "";
            var ids = Child(Child(Child(element, "special_tokens"), name), "ids");
            if (ids.ValueKind != JsonValueKind.Array || ids.EnumerateArray().Any(id => Id(id) is null))
            {
                file.Contradict($"post_processor.single names '{name}', which special_tokens lacks");
                return;
            }

            (texts == 0 ? before : after).AddRange(ids.EnumerateArray().Select(id => Id(id) ?? 0));
        }

        if (texts != 1)
        {
            file.Refuse($"post_processor.single with {texts} texts");
        }

        prefix.InsertRange(0, before); // a later processor wraps what the earlier ones made
        suffix.AddRange(after);
    }
}
