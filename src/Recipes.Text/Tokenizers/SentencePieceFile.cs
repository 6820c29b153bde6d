using System.Buffers.Binary;
using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>What a piece of a SentencePiece model is; numbers as in sentencepiece_model.proto.</summary>
internal enum PieceKind
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>The unknown piece.</summary>
    Unknown = 2,

    /// <summary>Begins, ends or pads; never found in text.</summary>
    Control = 3,

    /// <summary>Always found in text.</summary>
    UserDefined = 4,

    /// <summary>Not used.</summary>
    Unused = 5,

    /// <summary>A byte.</summary>
    Byte = 6,
}

/// <summary>A piece.</summary>
/// <param name="Text">With U+2581 for spaces.</param>
/// <param name="Score">Logarithm of a probability, or minus the rank of a merge.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>A tokenizer.model: a protocol buffer of pieces, trainer and normalizer settings.</summary>
internal sealed record SentencePieceFile
{
    private const int MostPieces = 10_000_000;

    /// <summary>By id.</summary>
    public required IReadOnlyList<SentencePiece> Pieces { get; init; }

    /// <summary>1 unigram, 2 BPE, 3 word, 4 character.</summary>
    public int ModelType { get; private set; } = 1;

    /// <summary>What decoding writes for the unknown piece.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    /// <summary>The compiled map; empty for none.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Whether a text gets a space in front.</summary>
    public bool AddsDummyPrefix { get; private set; } = true;

    /// <summary>Whether spaces at the ends go and others are single.</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <summary>Whether spaces are written as U+2581.</summary>
    public bool EscapesSpaces { get; private set; } = true;

    /// <summary>Whether unknown characters become bytes.</summary>
    public bool FallsBackToBytes { get; private set; }

    /// <summary>Whether the mark of a space stands behind a word.</summary>
    public bool PutsSpaceBehind { get; private set; }

    /// <summary>Reads the file's bytes.</summary>
    /// <exception cref="FormatException">They are no such protocol buffer.</exception>
    public static SentencePieceFile Read(ReadOnlySpan<byte> bytes)
    {
        var pieces = new List<SentencePiece>();
        var file = new SentencePieceFile { Pieces = pieces };
        while (TryField(ref bytes, out var field, out var number, out var content))
        {
            switch (field)
            {
                case 1 when pieces.Count < MostPieces:
                    pieces.Add(ReadPiece(content));
                    break;
                case 1:
                    throw new FormatException($"it holds more than {MostPieces} pieces");
                case 2:
                    file.ReadTrainer(content);
                    break;
                case 3:
                    file.ReadNormalizer(content);
                    break;
            }

        }

        return pieces.Count > 0 ? file : throw new FormatException("it holds no pieces");
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> bytes)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        while (TryField(ref bytes, out var field, out var number, out var content))
        {
            (text, score, kind) = field switch
            {
                1 => (Encoding.UTF8.GetString(content), score, kind),
                2 => (text, BitConverter.UInt32BitsToSingle((uint)number), kind),
                3 => (text, score, (PieceKind)number),
                _ => (text, score, kind),
            };
        }

        return new(text, score, kind);
    }

    private void ReadTrainer(ReadOnlySpan<byte> bytes)
    {
        while (TryField(ref bytes, out var field, out var number, out var content))
        {
            ModelType = field == 3 ? (int)number : ModelType;
            PutsSpaceBehind = field == 24 ? number != 0 : PutsSpaceBehind;
            FallsBackToBytes = field == 35 ? number != 0 : FallsBackToBytes;
            UnknownSurface = field == 44 ? Encoding.UTF8.GetString(content) : UnknownSurface;
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> bytes)
    {
        while (TryField(ref bytes, out var field, out var number, out var content))
        {
            CharacterMap = field == 2 ? content.ToArray() : CharacterMap;
            AddsDummyPrefix = field == 3 ? number != 0 : AddsDummyPrefix;
            RemovesExtraSpaces = field == 4 ? number != 0 : RemovesExtraSpaces;
            EscapesSpaces = field == 5 ? number != 0 : EscapesSpaces;
        }
    }

    private static bool TryField(
        ref ReadOnlySpan<byte> bytes,
        out int field,
        out ulong number,
        out ReadOnlySpan<byte> content
    )
    {
        (field, number) = (0, 0);
        content = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        var key = Varint(ref bytes);
        field = (int)(key >> 3);
        switch (key & 7)
        {
            case 0:
                number = Varint(ref bytes);
                break;
            case 1:
                number = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8));
                break;
            case 2:
                content = Take(ref bytes, Varint(ref bytes));
                break;
            case 5:
                number = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4));
                break;
            default:
                throw new FormatException("it is no protocol buffer");
        }

        return true;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, ulong count)
    {
        if (count > (ulong)bytes.Length)
        {
            throw new FormatException("it is cut off");
        }

        var taken = bytes[..(int)count];
        bytes = bytes[(int)count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("it is no protocol buffer");
    }
}
