using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>decoder</c>.</summary>
internal static class DecoderReader
{
    /// <summary>The decoder; null where tokens spell bytes, which needs none.</summary>
    public static ITokenDecoder? Read(TokenizerFile file, JsonElement element, bool isByteLevel)
    {
        if (IsAbsent(element))
        {
            return new SpaceDecoder();
        }

        var decoder = One(file, element);
        return isByteLevel && decoder is ByteLevelDecoder ? null : decoder;
    }

    private static ITokenDecoder? One(TokenizerFile file, JsonElement element)
    {
        var type = TextOf(Child(element, "type"));
        switch (type)
        {
            case "Sequence" when Child(element, "decoders").ValueKind == JsonValueKind.Array:
                file.Know(element, "decoder", "type", "decoders");
                var steps = Child(element, "decoders")
                    .EnumerateArray()
                    .Select(part => One(file, part))
                    .OfType<ITokenDecoder>()
                    .ToList();
                return steps.Count == 1 ? steps[0] : new SequenceDecoder(steps);
            case "ByteLevel": // its flags mean nothing to a decoder
                file.Know(element, "decoder", "type", "add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelDecoder();
            case "Replace":
                return NormalizerReader.Replacement(file, element, "decoder") is { } replacement
                    ? new ReplaceDecoder(replacement)
                    : null;
            case "ByteFallback":
                file.Know(element, "decoder", "type");
                return new ByteFallbackDecoder();
            case "Fuse":
                file.Know(element, "decoder", "type");
                return new FuseDecoder();
            default:
                return Other(file, element, type);
        }
    }

    private static ITokenDecoder? Other(TokenizerFile file, JsonElement element, string? type)
    {
        switch (type)
        {
            case "Strip" when TextOf(Child(element, "content")) is [var content]:
                file.Know(element, "decoder", "type", "content", "start", "stop");
                return new StripDecoder(content, Id(Child(element, "start")) ?? 0, Id(Child(element, "stop")) ?? 0);
            case "Metaspace" when TextOf(Child(element, "replacement")) is [var mark]:
                file.Know(element, "decoder", "type", "replacement", "prepend_scheme", "split", "add_prefix_space");
                var drops =
                    TextOf(Child(element, "prepend_scheme")) is not "never"
                    && file.Flag(element, "add_prefix_space", "decoder", absent: true);
                return new MetaspaceDecoder(mark, drops);
            case "WordPiece":
                file.Know(element, "decoder", "type", "prefix", "cleanup");
                return new WordPieceDecoder(
                    TextOf(Child(element, "prefix")) ?? "##",
                    file.Flag(element, "cleanup", "decoder", absent: true)
                );
            default:
                file.Refuse($"decoder {type ?? element.GetRawText()}");
                return null;
        }
    }
}
