using System.Text;
using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>normalizer</c>.</summary>
internal static class NormalizerReader
{
    /// <summary>The steps in order; empty for null.</summary>
    public static IReadOnlyList<ITextNormalizer> Read(TokenizerFile file, JsonElement element)
    {
        var steps = new List<ITextNormalizer>();
        Read(file, element, steps);
        return steps;
    }

    /// <summary>A pattern and what replaces it, as normalizers and decoders have it; null where it was
    /// refused.</summary>
    public static ITextNormalizer? Replacement(TokenizerFile file, JsonElement element, string place)
    {
        file.Know(element, place, "type", "pattern", "content");
        var content = TextOf(Child(element, "content"));
        var pattern = Child(element, "pattern");
        if (content is not null && TextOf(Child(pattern, "String")) is { Length: > 0 } literal)
        {
            return new ReplaceNormalizer(literal, content);
        }

        if (content is not null && TextOf(Child(pattern, "Regex")) is { } expression)
        {
            try
            {
                return new PatternNormalizer(new(expression), content);
            }
            catch (FormatException e)
            {
                file.Refuse($"{place} pattern {expression} ({e.Message})");
                return null;
            }
        }

        file.Refuse($"{place} Replace {pattern}");
        return null;
    }

    private static void Read(TokenizerFile file, JsonElement element, List<ITextNormalizer> into)
    {
        if (IsAbsent(element))
        {
            return;
        }

        var type = TextOf(Child(element, "type"));
        if (Form(type) is { } form)
        {
            file.Know(element, "normalizer", "type");
            into.Add(new FormNormalizer(form));
            return;
        }

        ReadOther(file, element, type, into);
    }

    private static void ReadOther(TokenizerFile file, JsonElement element, string? type, List<ITextNormalizer> into)
    {
        switch (type)
        {
            case "Sequence" when Child(element, "normalizers").ValueKind == JsonValueKind.Array:
                file.Know(element, "normalizer", "type", "normalizers");
                foreach (var part in Child(element, "normalizers").EnumerateArray())
                {
                    Read(file, part, into);
                }

                break;
            case "Prepend":
                file.Know(element, "normalizer", "type", "prepend");
                into.Add(new PrependNormalizer(TextOf(Child(element, "prepend")) ?? ""));
                break;
            case "Replace":
                into.AddRange(Replacement(file, element, "normalizer") is { } replacement ? [replacement] : []);
                break;
            case "Strip":
                file.Know(element, "normalizer", "type", "strip_left", "strip_right");
                into.Add(
                    new StripNormalizer(
                        file.Flag(element, "strip_left", "normalizer"),
                        file.Flag(element, "strip_right", "normalizer")
                    )
                );
                break;
            case "Precompiled":
                ReadMap(file, element, into);
                break;
            default:
                ReadCase(file, element, type, into);
                break;
        }
    }

    private static void ReadCase(TokenizerFile file, JsonElement element, string? type, List<ITextNormalizer> into)
    {
        switch (type)
        {
            case "Lowercase":
                into.Add(new LowercaseNormalizer());
                break;
            case "StripAccents":
                into.Add(new StripAccentsNormalizer(onlyNonSpacing: false));
                break;
            case "BertNormalizer":
                ReadBert(file, element, into);
                break;
            default:
                file.Refuse($"normalizer {type ?? element.GetRawText()}");
                break;
        }
    }

    private static void ReadBert(TokenizerFile file, JsonElement element, List<ITextNormalizer> into)
    {
        file.Know(element, "normalizer", "type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        var lowers = file.Flag(element, "lowercase", "normalizer", absent: true);
        into.Add(new BertNormalizer(
            file.Flag(element, "clean_text", "normalizer", absent: true),
            file.Flag(element, "handle_chinese_chars", "normalizer", absent: true)));
        if (file.Flag(element, "strip_accents", "normalizer", absent: lowers))
        {
            into.Add(new FormNormalizer(NormalizationForm.FormD));
            into.Add(new StripAccentsNormalizer(onlyNonSpacing: true));
        }

        into.AddRange(lowers ? [new LowercaseNormalizer()] : []);
    }

    private static void ReadMap(TokenizerFile file, JsonElement element, List<ITextNormalizer> into)
    {
        file.Know(element, "normalizer", "type", "precompiled_charsmap");
        try
        {
            into.Add(
                new PrecompiledNormalizer(
                    new(Convert.FromBase64String(TextOf(Child(element, "precompiled_charsmap")) ?? ""))
                )
            );
        }
        catch (FormatException e)
        {
            file.Contradict($"normalizer.precompiled_charsmap: {e.Message}");
        }
    }

    private static NormalizationForm? Form(string? type) => type switch
    {
        "NFC" => NormalizationForm.FormC,
        "NFD" => NormalizationForm.FormD,
        "NFKC" => NormalizationForm.FormKC,
        "NFKD" => NormalizationForm.FormKD,
        _ => null,
    };
}
