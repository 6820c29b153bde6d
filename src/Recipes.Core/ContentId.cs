using System.Security.Cryptography;
using System.Text;

namespace Recipes.Core;

/// <summary>Ids made from content, so that the same content has the same id everywhere.</summary>
public static class ContentId
{
    /// <summary>The first 16 hex digits of SHA-256 over the parts, each ended by U+001F.</summary>
    /// <remarks>64 bits: among a million ids two collide with probability 3e-8.</remarks>
    public static string Of(params ReadOnlySpan<string> parts) => Digest(parts)[..16];

    /// <summary>All 64 hex digits of the same hash.</summary>
    public static string Digest(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0x1F]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A number in [0, 1) that depends on the parts alone: a seeded choice that no other choice
    /// moves.</summary>
    public static double Fraction(params ReadOnlySpan<string> parts)
    {
        var bits = Convert.ToUInt64(Digest(parts)[..16], 16);
        return (bits >> 11) * (1.0 / (1UL << 53)); // 53 bits fill a double's mantissa
    }
}
