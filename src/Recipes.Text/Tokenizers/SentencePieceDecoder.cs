using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>SentencePiece's decoder.</summary>
internal sealed class SentencePieceDecoder(SentencePieceFile file) : ITokenDecoder
{
    private const string Mark = "\u2581";
    private readonly Dictionary<string, PieceKind> _kinds = file
        .Pieces.Where(p => p.Kind is PieceKind.Unknown or PieceKind.Control or PieceKind.Byte)
        .GroupBy(p => p.Text, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First().Kind, StringComparer.Ordinal);

    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        var isAtStart = true; // nothing written, no space dropped
        foreach (var token in tokens)
        {
            var kind = _kinds.GetValueOrDefault(token, PieceKind.Normal);
            if (kind == PieceKind.Byte && ByteTokens.Value(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, text);
            isAtStart = isAtStart && text.Length == 0;
            var piece = Spell(token, kind, ref isAtStart);
            text.Append(piece);
        }

        Flush(bytes, text);
        return [text.ToString()];
    }

    private string Spell(string token, PieceKind kind, ref bool isAtStart)
    {
        if (kind is PieceKind.Control or PieceKind.Unknown)
        {
            return kind == PieceKind.Control ? "" : file.UnknownSurface;
        }

        if (
            isAtStart
            && (file.AddsDummyPrefix || file.RemovesExtraSpaces)
            && token.StartsWith(Mark, StringComparison.Ordinal)
        )
        {
            token = token[1..];
            isAtStart = file.RemovesExtraSpaces; // then every leading space goes
        }

        return token.Replace(Mark, " ", StringComparison.Ordinal);
    }

    private static void Flush(List<byte> bytes, StringBuilder into)
    {
        into.Append(Encoding.UTF8.GetString([.. bytes]));
        bytes.Clear();
    }
}
