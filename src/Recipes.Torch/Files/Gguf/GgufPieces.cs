using System.Text.Json;

namespace Recipes.Torch.Files.Gguf;

/// <summary>A SentencePiece model of type BPE, written as tokenizer.json, as llama.cpp has it: pieces with scores.</summary>
/// <remarks>llama.cpp joins the neighbours whose piece has the highest score, whatever they are; tokenizer.json joins
/// listed pairs by their rank. The two agree where every way to cut a piece in two is listed and pieces rank as their
/// first pair does; both are checked.</remarks>
internal static class GgufPieces
{
    private const char Space = '\u2581';

    /// <summary>Model, splitting, scores and the space in front.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Metadata(
        JsonElement root, IReadOnlyList<string> tokens, string path, ICollection<string> notes)
    {
        var model = root.GetProperty("model");
        if (!model.TryGetProperty("byte_fallback", out var bytes) || bytes.ValueKind != JsonValueKind.True)
        {
            throw GgufTokenizer.Refusal("a tokenizer of pieces without bytes for unknown characters is not written to GGUF", path);
        }

        return
        [
            new("tokenizer.ggml.model", "llama"),
            new("tokenizer.ggml.pre", "default"),
            new("tokenizer.ggml.scores", Scores(root, tokens, path)),
            new("tokenizer.ggml.add_space_prefix", AddsSpace(root, path, notes)),
        ];
    }

    private static float[] Scores(JsonElement root, IReadOnlyList<string> tokens, string path)
    {
        var merges = GgufTokenizer.Merges(root).ToList();
        var listed = merges.ToHashSet();
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(one => one.token, one => one.id, StringComparer.Ordinal);
        var scores = new float[tokens.Count];
        var (rank, last) = (0, "");
        foreach (var (left, right) in merges)
        {
            var piece = left + right;
            if (piece != last && scores[ids[piece]] != 0)
            {
                throw GgufTokenizer.Refusal($"pairs that make {piece} do not stand together among the merges, so pieces have no common order", path);
            }

            rank += piece == last ? 0 : 1;
            (scores[ids[piece]], last) = (-rank, piece);
        }

        var added = root.GetProperty("added_tokens").EnumerateArray().Select(one => one.GetProperty("content").GetString()).ToHashSet();
        foreach (var piece in tokens.Where(token => !added.Contains(token) && !IsByte(token)))
        {
            if (Cuts(piece).Any(cut => ids.ContainsKey(cut.Left) && ids.ContainsKey(cut.Right) && !listed.Contains(cut)))
            {
                throw GgufTokenizer.Refusal($"not every way to cut {piece} in two is among the merges, and llama.cpp would join it all the same", path);
            }
        }

        return scores;
    }

    /// <summary>Whether a piece is a byte, such as <c>&lt;0x0A&gt;</c>.</summary>
    public static bool IsByte(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal);

    private static IEnumerable<(string Left, string Right)> Cuts(string piece)
    {
        for (var at = 1; at < piece.Length; at++)
        {
            if (!char.IsLowSurrogate(piece[at]))
            {
                yield return (piece[..at], piece[at..]);
            }
        }
    }

    private static bool AddsSpace(JsonElement root, string path, ICollection<string> notes)
    {
        var steps = GgufTokenizer.Steps(root);
        if (steps is [var only] && GgufTokenizer.Text(only, "type") == "Metaspace")
        {
            var scheme = GgufTokenizer.Text(only, "prepend_scheme") ?? "always";
            if (scheme == "first")
            {
                notes.Add("llama.cpp puts a space in front of the text behind every special token, this tokenizer only at the beginning");
            }

            return scheme != "never";
        }

        var types = Normalizers(root).Select(step => GgufTokenizer.Text(step, "type") + " " + (GgufTokenizer.Text(step, "prepend") ?? GgufTokenizer.Text(step, "content"))).ToList();
        return (steps.Count, string.Join(", ", types)) switch
        {
            (0, var both) when both == $"Prepend {Space}, Replace {Space}" => true,
            (0, var one) when one == $"Replace {Space}" => false,
            _ => throw GgufTokenizer.Refusal($"llama.cpp has no preparation of text like this tokenizer's ({string.Join(", ", types)})", path),
        };
    }

    private static IReadOnlyList<JsonElement> Normalizers(JsonElement root) =>
        !root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind != JsonValueKind.Object ? []
            : GgufTokenizer.Text(normalizer, "type") == "Sequence"
                ? [.. normalizer.GetProperty("normalizers").EnumerateArray()] : [normalizer];
}
