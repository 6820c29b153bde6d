using System.Security.Cryptography;
using System.Text;

namespace Recipes.Engine.Storage;

/// <summary>One file of a node's output.</summary>
/// <param name="Name">Relative path with <c>/</c>.</param>
/// <param name="Digest">SHA-256, 64 hex digits.</param>
/// <param name="SizeBytes">Length.</param>
internal sealed record OutputFile(string Name, string Digest, long SizeBytes)
{
    /// <summary>The file's own digest where there is one file, else SHA-256 of what <c>sha256sum</c> prints for the
    /// files in ordinal order of their names.</summary>
    public static string DigestOf(IReadOnlyList<OutputFile> files)
    {
        if (files is [var only])
        {
            return only.Digest;
        }

        var list = string.Concat(files.Select(file => $"{file.Digest}  {file.Name}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
    }
}
