using System.Text;

namespace Recipes.Documents;

/// <summary>Reads a text file whole; a byte order mark decides, else it must be UTF-8.</summary>
internal static class Utf8File
{
    /// <exception cref="UnreadableException">Too long, empty, or in another encoding.</exception>
    public static string Read(string file, ReadBudget budget)
    {
        var length = new FileInfo(file).Length;
        if (length > budget.Limits.TextCharacters * 4L)
        {
            throw UnreadableException.Limit(
                $"the file has {ReadBudget.Megabytes(length)}, more than {ReadBudget.Count(budget.Limits.TextCharacters)} characters");
        }

        var bytes = File.ReadAllBytes(file);
        var text = ByMark(bytes) ?? Strict(bytes);
        budget.Text(text.Length);
        return text.ReplaceLineEndings("\n");
    }

    private static string? ByMark(byte[] bytes)
    {
        // UTF-32's little-endian mark begins with UTF-16's, so it is asked for first.
        foreach (var encoding in new Encoding[] { Encoding.UTF32, new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (bytes.AsSpan().StartsWith(encoding.Preamble))
            {
                return encoding.GetString(bytes, encoding.Preamble.Length, bytes.Length - encoding.Preamble.Length);
            }
        }

        return null;
    }

    private static string Strict(byte[] bytes)
    {
        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var invalid = System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(start)) ? -1 : FirstInvalid(bytes, start);
        return invalid < 0
            ? Encoding.UTF8.GetString(bytes, start, bytes.Length - start)
            : throw UnreadableException.Encoding(invalid);
    }

    private static int FirstInvalid(byte[] bytes, int start)
    {
        var i = start;
        while (Rune.DecodeFromUtf8(bytes.AsSpan(i), out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            i += consumed;
        }

        return i;
    }
}
