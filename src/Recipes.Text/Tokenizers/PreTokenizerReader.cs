using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>pre_tokenizer</c>: Split, Digits and ByteLevel, alone or in a Sequence that ends with ByteLevel.</summary>
internal static class PreTokenizerReader
{
    /// <summary>The pattern of ByteLevel, from GPT-2's encoder.py.</summary>
    private const string ByteLevelPattern =
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The steps in order, and whether a segment gets a space in front.</summary>
    public static (IReadOnlyList<SplitStep> Steps, bool AddsPrefixSpace) Read(TokenizerFile file, JsonElement element)
    {
        var parts = Child(element, "pretokenizers");
        var isSequence = TextOf(Child(element, "type")) == "Sequence" && parts.ValueKind == JsonValueKind.Array;
        if (isSequence)
        {
            file.Know(element, "pre_tokenizer", "type", "pretokenizers");
        }

        var steps = new List<SplitStep>();
        var addsPrefixSpace = false;
        JsonElement[] all = isSequence ? [.. parts.EnumerateArray()] : [element];
        if (all.Length == 0 || TextOf(Child(all[^1], "type")) != "ByteLevel")
        {
            file.Refuse($"pre_tokenizer {(all.Length == 0 ? "[]" : TextOf(Child(all[^1], "type")) ?? "null")} instead of ByteLevel");
            return (steps, false);
        }

        foreach (var part in all[..^1])
        {
            ReadStep(file, part, steps);
        }

        var last = all[^1];
        file.Know(last, "pre_tokenizer", "type", "add_prefix_space", "trim_offsets", "use_regex");
        if (file.Flag(last, "add_prefix_space", "pre_tokenizer", absent: true))
        {
            addsPrefixSpace = steps.Count == 0;
            if (!addsPrefixSpace)
            {
                file.Refuse("pre_tokenizer.add_prefix_space after other steps");
            }
        }

        if (file.Flag(last, "use_regex", "pre_tokenizer", absent: true))
        {
            steps.Add(new(new(ByteLevelPattern), SplitBehavior.Isolated, isInverted: false));
        }

        return (steps, addsPrefixSpace);
    }

    private static void ReadStep(TokenizerFile file, JsonElement element, List<SplitStep> into)
    {
        switch (TextOf(Child(element, "type")))
        {
            case "Split":
                ReadSplit(file, element, into);
                break;
            case "Digits":
                file.Know(element, "pre_tokenizer", "type", "individual_digits");
                var pattern = file.Flag(element, "individual_digits", "pre_tokenizer") ? @"\p{N}" : @"\p{N}+";
                into.Add(new(new(pattern), SplitBehavior.Isolated, isInverted: false));
                break;
            case var type:
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
            expression = string.Concat(literal.Select(c => char.IsAsciiLetterOrDigit(c) || c >= 0x7F || c <= ' ' ? $"{c}" : $"\\{c}"));
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
