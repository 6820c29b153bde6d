using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>post_processor</c>: the special tokens around a single text.</summary>
internal static class PostProcessorReader
{
    /// <summary>Ids before and after the text; both empty where nothing is added.</summary>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix) Read(TokenizerFile file, JsonElement element)
    {
        var prefix = new List<int>();
        var suffix = new List<int>();
        Read(file, element, prefix, suffix);
        return (prefix, suffix);
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
