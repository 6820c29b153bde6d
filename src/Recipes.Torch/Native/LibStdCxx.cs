using System.Runtime.InteropServices;
using Recipes.Core;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Recipes.Torch.Native;

/// <summary>Makes TorchSharp's bridge load where the system's libstdc++ is older than GCC 13's (Debian 12).</summary>
/// <remarks>The bridge asks for version GLIBCXX_3.4.32 because of one symbol, which only starts the C++ streams;
/// libtorch
/// starts them itself. In the copy that symbol reads <c>std::get_new_handler</c>, which every libstdc++ has and which
/// has no effect, and the version need reads GLIBCXX_3.4.20. The layout is ELF's: section headers,
/// .gnu.version_r.</remarks>
internal static class LibStdCxx
{
    private const uint NeededVersions = 0x6ffffffe; // SHT_GNU_verneed

    /// <summary>Whether the system's C++ library has the symbol.</summary>
    public static bool IsNewEnough() => NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "_ZSt21ios_base_library_initv", out _);

    /// <summary>Writes the patched copy once and gives its path.</summary>
    /// <param name="original">The bridge of the package.</param>
    /// <param name="version">The package's version; names the copy together with the length, since a digest costs 33
    /// ms a start.</param>
    /// <param name="folder">Where copies are kept.</param>
    public static string PatchedCopy(string original, string version, string folder)
    {
        var length = new FileInfo(original).Length;
        var copy = Path.Combine(folder, $"libLibTorchSharp-{version}-{length}.so");
        if (!File.Exists(copy))
        {
            Directory.CreateDirectory(folder);
            var elf = File.ReadAllBytes(original);
            LowerNeed(elf);
            AtomicFile.Write(copy, temporary => File.WriteAllBytes(temporary, elf));
        }

        return copy;
    }

    private static void LowerNeed(Span<byte> elf)
    {
        var table = Int(elf, 0x28);
        var entryBytes = ReadUInt16LittleEndian(elf[0x3A..]);
        var need = table;
        while (ReadUInt32LittleEndian(elf[(need + 4)..]) != NeededVersions)
        {
            need += entryBytes;
        }

        var strings = table + (Int(elf, need + 40) * entryBytes);
        var names = elf.Slice(Int(elf, strings + 24), Int(elf, strings + 32));
        for (int entry = Int(elf, need + 24), next = -1; next != 0; entry += next)
        {
            var aux = entry + Int(elf, entry + 8);
            for (var left = ReadUInt16LittleEndian(elf[(entry + 2)..]); left > 0; left--, aux += Int(elf, aux + 12))
            {
                if (names[Int(elf, aux + 8)..].StartsWith("GLIBCXX_3.4.32\0"u8))
                {
                    WriteUInt32LittleEndian(elf[aux..], Hash("GLIBCXX_3.4.20"u8));
                }
            }

            next = Int(elf, entry + 12);
        }

        Replace(names, "\0GLIBCXX_3.4.32\0"u8, "\0GLIBCXX_3.4.20\0"u8);
        Replace(names, "\0_ZSt21ios_base_library_initv\0"u8, "\0_ZSt15get_new_handlerv\0"u8);
    }

    private static int Int(ReadOnlySpan<byte> elf, int at) => ReadInt32LittleEndian(elf[at..]);

    private static void Replace(Span<byte> names, ReadOnlySpan<byte> old, ReadOnlySpan<byte> by)
    {
        var slot = names.Slice(names.IndexOf(old), old.Length);
        slot.Clear();
        by.CopyTo(slot);
    }

    /// <summary>The hash of the System V ABI, by which the loader finds versions.</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 0;
        foreach (var character in name)
        {
            hash = (hash << 4) + character;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }
}
