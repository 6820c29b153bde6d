using System.Text;
using Recipes.Core;

namespace Recipes.Yaml.Syntax;

/// <summary>The bytes of a recipe file → text, or why not.</summary>
internal static class FileText
{
    private const int MaximumBytes = 1024 * 1024; // recipes are pages, not data; chosen by hand

    /// <summary>The text without a byte order mark, or null after adding the problem, which names the file as
    /// shown.</summary>
    public static SourceText? Read(string path, string shownPath, List<Problem> problems)
    {
        if (!File.Exists(path))
        {
            problems.Add(Whole(shownPath, Codes.NoFile,
                Directory.Exists(path) ? "the path is a folder, not a recipe file" : "there is no such recipe file",
                "give the path of a recipe.yaml, or the name of a folder below recipes/"));
            return null;
        }

        var bytes = Bytes(path, shownPath, problems);
        return bytes is null ? null : Decode(bytes, shownPath, problems);
    }

    private static byte[]? Bytes(string path, string shownPath, List<Problem> problems)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaximumBytes)
            {
                problems.Add(Whole(shownPath, Codes.TooLarge,
                    $"the file has {stream.Length} bytes; a recipe has at most {MaximumBytes}",
                    "keep data in files of its own and name them here"));
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Whole(shownPath, Codes.NoFile, "the file cannot be read: " + Visible.Short(e.Message), null));
            return null;
        }
    }

    private static SourceText? Decode(byte[] bytes, string shownPath, List<Problem> problems)
    {
        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var source = new SourceText(shownPath, order: 0, Encoding.UTF8.GetString(bytes.AsSpan(start)));
        var bad = FirstBadByte(bytes.AsSpan(start));
        if (bad >= 0)
        {
            // Everything before the bad byte is valid, so its length in characters is the offset in the text.
            var offset = Encoding.UTF8.GetCharCount(bytes.AsSpan(start, bad));
            problems.Add(source.Problem(offset, Codes.BadText, $"byte 0x{bytes[start + bad]:X2} is not UTF-8",
                "save the file as UTF-8"));
            return null;
        }

        if (string.IsNullOrWhiteSpace(source.Text))
        {
            problems.Add(Whole(shownPath, Codes.Empty, "the file is empty",
                "begin with 'recipe: 1', name, base and sources"));
            return null;
        }

        return HasBadCharacters(source, problems) ? null : source;
    }

    private static int FirstBadByte(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return at;
            }

            at += used;
        }

        return -1;
    }

    /// <summary>One problem for the first control character, and one for the first tab in an indentation.</summary>
    private static bool HasBadCharacters(SourceText source, List<Problem> problems)
    {
        var before = problems.Count;
        var control = source.Text.AsSpan().IndexOfAny(Controls);
        if (control >= 0)
        {
            problems.Add(source.Problem(control, Codes.BadText,
                $"U+{(int)source.Text[control]:X4} is a character that nobody sees", "remove it"));
        }

        var tab = TabInIndentation(source.Text);
        if (tab >= 0)
        {
            problems.Add(source.Problem(tab, Codes.Tab, "a tab stands in the indentation",
                "indent by spaces, two a level"));
        }

        return problems.Count > before;
    }

    // YAML takes U+0085, U+2028 and U+2029 for line ends, editors do not: a line hidden that way would pass a review.
    private static readonly System.Buffers.SearchValues<char> Controls = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (char)i).Except(['\t', '\n', '\r']),
         .. Enumerable.Range(0x7F, 0x21).Select(i => (char)i), '\u2028', '\u2029',
         '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069', '\uFEFF']);

    private static int TabInIndentation(string text)
    {
        var inIndentation = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (inIndentation && text[i] == '\t')
            {
                return i;
            }

            inIndentation = text[i] == '\n' || (inIndentation && text[i] == ' ');
        }

        return -1;
    }

    private static Problem Whole(string shownPath, string code, string fact, string? remedy) =>
        new() { Code = code, Fact = fact, Remedy = remedy, File = shownPath };
}
