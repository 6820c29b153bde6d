using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recipes.Core;

/// <summary>JSON Lines as every file of ours is written: UTF-8, <c>\n</c>, Chinese unescaped, no nulls, names in camel
/// case.</summary>
public static class JsonLines
{
    /// <summary>The options of every JSON file of ours; enums are kebab-case (<c>near-duplicate</c>).</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        NewLine = "\n",
    };

    /// <summary>The same, indented, for files that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };

    /// <summary>Writes a file of one JSON value per line.</summary>
    public static void Write<T>(string path, IEnumerable<T> rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var row in rows)
        {
            writer.WriteLine(JsonSerializer.Serialize(row, Options));
        }
    }

    /// <summary>Reads a file lazily; lines end at <c>\n</c> only, since texts may hold raw U+2028 and U+0085.</summary>
    /// <exception cref="JsonException">A line is not a JSON value of the type; the message names the line.</exception>
    public static IEnumerable<T> Read<T>(string path)
    {
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            yield return Parse<T>(line, number);
        }
    }

    /// <summary>The lines of a UTF-8 file, split at <c>\n</c> only, a byte order mark and a final <c>\r</c>
    /// removed.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var rest = new StringBuilder();
        var buffer = new char[64 * 1024];
        int read;
        while ((read = reader.Read(buffer, 0, buffer.Length)) > 0)
        {
            var start = 0;
            int end;
            while ((end = Array.IndexOf(buffer, '\n', start, read - start)) >= 0)
            {
                rest.Append(buffer, start, end - start);
                yield return Take(rest);
                start = end + 1;
            }

            rest.Append(buffer, start, read - start);
        }

        if (rest.Length > 0)
        {
            yield return Take(rest);
        }
    }

    private static string Take(StringBuilder rest)
    {
        var length = rest.Length > 0 && rest[^1] == '\r' ? rest.Length - 1 : rest.Length;
        var line = rest.ToString(0, length);
        rest.Clear();
        return line;
    }

    private static T Parse<T>(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException("the line is null");
        }
        catch (JsonException e)
        {
            throw new JsonException($"line {number}: {e.Message}", e);
        }
    }
}
