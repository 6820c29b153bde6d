using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>pre_tokenizer</c>; ByteLevel and Metaspace stand last.</summary>
internal static class PreTokenizerReader
{
    /// <summary>The pattern of ByteLevel, from GPT-2's encoder.py.</summary>
    private const string ByteLevelPattern =
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>What the pre-tokenizer does.</summary>
    public static PreTokenization Read(TokenizerFile file, JsonElement element)
    {
        var read = new PreTokenization();
        if (!IsAbsent(element))
        {
            Read(file, element, read);
        }

        return read;
    }

    private static void Read(TokenizerFile file, JsonElement element, PreTokenization into)
    {
        var type = TextOf(Child(element, "type"));
        if (into.IsByteLevel || into.Metaspace is not null)
        {
            file.Refuse($"pre_tokenizer {type} after ByteLevel or Metaspace");
        }

        switch (type)
        {
            case "Sequence" when Child(element, "pretokenizers").ValueKind == JsonValueKind.Array:
                file.Know(element, "pre_tokenizer", "type", "pretokenizers");
                foreach (var part in Child(element, "pretokenizers").EnumerateArray())
                {
                    Read(file, part, into);
                }

                break;
            case "ByteLevel":
                ReadByteLevel(file, element, into);
                break;
            case "Metaspace":
                ReadMetaspace(file, element, into);
                break;
            case "Split":
                ReadSplit(file, element, into.Steps);
                break;
            default:
                ReadSimple(file, element, type, into.Steps);
                break;
        }
    }

    private static void ReadByteLevel(TokenizerFile file, JsonElement element, PreTokenization into)
    {
        file.Know(element, "pre_tokenizer", "type", "add_prefix_space", "trim_offsets", "use_regex");
        into.IsByteLevel = true;
        into.AddsPrefixSpace = file.Flag(element, "add_prefix_space", "pre_tokenizer", absent: true);
        if (into.AddsPrefixSpace && into.Steps.Count > 0)
        {
            file.Refuse("pre_tokenizer.add_prefix_space after other steps");
        }

        if (file.Flag(element, "use_regex", "pre_tokenizer", absent: true))
        {
            into.Steps.Add(new(new(ByteLevelPattern), SplitBehavior.Isolated, isInverted: false));
        }
    }

    private static void ReadMetaspace(TokenizerFile file, JsonElement element, PreTokenization into)
    {
        file.Know(
            element,
            "pre_tokenizer",
            "type",
            "replacement",
            "str_rep",
            "prepend_scheme",
            "split",
            "add_prefix_space"
        );
        var scheme = TextOf(Child(element, "prepend_scheme")) ?? "always";
        if (TextOf(Child(element, "replacement")) is not [var mark] || scheme is not ("always" or "first" or "never"))
        {
            file.Refuse($"pre_tokenizer Metaspace {element.GetRawText()}");
            return;
        }

        scheme = file.Flag(element, "add_prefix_space", "pre_tokenizer", absent: true) ? scheme : "never";
        into.Metaspace = new(
            mark,
            scheme == "always",
            scheme == "first",
            file.Flag(element, "split", "pre_tokenizer", absent: true)
        );
    }

    private static void ReadSimple(TokenizerFile file, JsonElement element, string? type, List<SplitStep> into)
    {
        switch (type)
        {
            case "Digits":
                file.Know(element, "pre_tokenizer", "type", "individual_digits");
                var pattern = file.Flag(element, "individual_digits", "pre_tokenizer") ? @"\p{N}" : @"\p{N}+";
                into.Add(new(new(pattern), SplitBehavior.Isolated, isInverted: false));
                break;
            case "Whitespace":
                into.Add(new(new(@"\w+|[^\w\s]+", readsWord: true), SplitBehavior.Removed, isInverted: true));
                break;
            case "WhitespaceSplit":
                into.Add(new(new(@"\s"), SplitBehavior.Removed, isInverted: false));
                break;
            case "BertPreTokenizer":
                into.Add(new(new(@"\s"), SplitBehavior.Removed, isInverted: false));
                into.Add(new(new(NewerCharacters.PunctuationPattern), SplitBehavior.Isolated, isInverted: false));
                break;
            case "Punctuation":
                file.Know(element, "pre_tokenizer", "type", "behavior");
                var isKnown = Enum.TryParse<SplitBehavior>(
                    TextOf(Child(element, "behavior")) ?? "Isolated",
                    out var behavior
                );
                into.Add(
                    new(
                        new(NewerCharacters.PunctuationPattern),
                        isKnown ? behavior : SplitBehavior.Isolated,
                        isInverted: false
                    )
                );
                break;
            default:
                file.Refuse($"pre_tokenizer {type ?? element.GetRawText()}");
                break;
        }
    }

    private static void ReadSplit(TokenizerFile file, JsonElement element, List<SplitStep> into)
    {
        file.Know(element, "pre_tokenizer", "type", "pattern", "behavior", "invert");
        var pattern = Child(element, "pattern");
        var expression = TextOf(Child(pattern, "Regex"));
        if (TextOf(Child(pattern, "String")) is { } literal)
        {
            expression = string.Concat(
                literal.Select(c => char.IsAsciiLetterOrDigit(c) || c >= 0x7F || c <= ' ' ? $"{c}" : $"\\{c}")
            );
        }

        if (expression is null || !Enum.TryParse<SplitBehavior>(TextOf(Child(element, "behavior")), out var behavior))
        {
            file.Refuse($"pre_tokenizer Split {element.GetRawText()}");
            return;
        }

        try
        {
            into.Add(new(new(expression), behavior, file.Flag(element, "invert", "pre_tokenizer")));
        }
        catch (FormatException e)
        {
            file.Refuse($"pre_tokenizer pattern {expression} ({e.Message})");
        }
    }
}

/// <summary>What a pre-tokenizer does.</summary>
internal sealed class PreTokenization
{
    /// <summary>Cuts, in order.</summary>
    public List<SplitStep> Steps { get; } = [];

    /// <summary>Whether tokens spell bytes.</summary>
    public bool IsByteLevel { get; set; }

    /// <summary>Whether a segment gets a space in front.</summary>
    public bool AddsPrefixSpace { get; set; }

    /// <summary>How spaces are marked; null where they are not.</summary>
    public Metaspace? Metaspace { get; set; }
}
