namespace Recipes.Documents.Encodings;

/// <summary>Reads a text file whole, in whatever encoding it is.</summary>
internal static class TextFile
{
    /// <summary>The text with <c>\n</c> line ends.</summary>
    /// <exception cref="UnreadableException">Too long, or in no encoding that is known.</exception>
    public static string Read(FileStream file, ReadBudget budget)
    {
        var text = TextDecoder.Decode(Bytes(file, budget), declared: null);
        budget.Text(text.Length);
        return text.ReplaceLineEndings("\n");
    }

    /// <summary>All bytes of a file whose text may not be longer than a document's.</summary>
    public static byte[] Bytes(FileStream file, ReadBudget budget)
    {
        var length = file.Length;
        if (length > budget.Limits.TextCharacters * 4L)
        {
            throw UnreadableException.Limit(
                $"the file has {ReadBudget.Megabytes(length)}, more than {ReadBudget.Count(budget.Limits.TextCharacters)} characters");
        }

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
