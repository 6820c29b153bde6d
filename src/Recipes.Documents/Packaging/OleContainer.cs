namespace Recipes.Documents.Packaging;

/// <summary>The old binary container, in which Office also wraps its encrypted files.</summary>
internal static class OleContainer
{
    private static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>The name of the stream that holds an encrypted package, UTF-16LE as directories hold it.</summary>
    private static ReadOnlySpan<byte> EncryptedPackage => "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8;

    /// <summary>Leaves a zip alone, its position at the start.</summary>
    /// <exception cref="UnreadableException">The file is such a container: encrypted, or a .doc or .xls under a new name.</exception>
    public static void RejectEncrypted(FileStream file)
    {
        Span<byte> head = stackalloc byte[8];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (read == 0)
        {
            throw UnreadableException.Empty("the file is empty");
        }

        if (!head[..read].SequenceEqual(Signature))
        {
            return;
        }

        throw Holds(file, EncryptedPackage)
            ? UnreadableException.Encrypted()
            : UnreadableException.Broken("it is an old binary Office file (.doc, .xls) under a new extension");
    }

    private static bool Holds(FileStream file, ReadOnlySpan<byte> wanted)
    {
        var buffer = new byte[64 * 1024];
        var kept = 0;
        int read;
        while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = buffer.AsSpan(0, kept + read);
            if (filled.IndexOf(wanted) >= 0)
            {
                return true;
            }

            kept = Math.Min(wanted.Length - 1, filled.Length);
            filled[^kept..].CopyTo(buffer);
        }

        return false;
    }
}
