using System.Security.Cryptography;

namespace Recipes.Engine.Storage;

/// <summary>SHA-256 of files.</summary>
internal static class FileDigest
{
    /// <summary>64 hex digits, as <c>sha256sum</c> prints them.</summary>
    public static string Of(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
