namespace Recipes.Text.Tokenizers;

/// <summary>Remembers the ids of short pieces: a fixed number of slots, the newest wins, safe for any number of
/// threads.</summary>
internal sealed class PieceCache
{
    private const int Bits = 15; // 32,768 slots, a few MB when full; chosen by hand
    private const int LongestPieceChars = 48;

    private readonly Entry?[] _slots = new Entry?[1 << Bits];

    /// <summary>The ids of the piece, or null where they are not remembered.</summary>
    public int[]? Find(ReadOnlySpan<char> piece)
    {
        var entry = piece.Length > LongestPieceChars ? null : _slots[Slot(piece)];
        return entry is not null && piece.SequenceEqual(entry.Piece) ? entry.Ids : null;
    }

    /// <summary>Remembers the ids of a piece; long pieces are left out, since they hardly come twice.</summary>
    public void Remember(ReadOnlySpan<char> piece, ReadOnlySpan<int> ids)
    {
        if (piece.Length <= LongestPieceChars)
        {
            _slots[Slot(piece)] = new(piece.ToString(), ids.ToArray());
        }
    }

    private static int Slot(ReadOnlySpan<char> piece)
    {
        var hash = 0xCBF29CE484222325; // FNV-1a over UTF-16 units
        foreach (var c in piece)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return (int)(hash * 0x9E3779B97F4A7C15 >> (64 - Bits));
    }

    private sealed record Entry(string Piece, int[] Ids);
}
