using System.IO.Compression;
using System.Text;

namespace Recipes.Corpus.Quickstart;

/// <summary>Writes Office packages: equal parts give equal bytes, since every entry has the same date.</summary>
internal static class Package
{
    private static readonly DateTimeOffset _date = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string path, params (string Name, string Xml)[] parts)
    {
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var (name, xml) in parts)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = _date;
            using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(false));
            writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml);
        }
    }

    public static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
