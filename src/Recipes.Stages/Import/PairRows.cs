using System.Text.Json;
using CsvHelper;
using Recipes.Core;
using Recipes.Documents;

namespace Recipes.Stages.Import;

/// <summary>Reads pairs from JSON Lines, CSV or XLSX.</summary>
/// <remarks>Column or field names: question, prompt, instruction, 问题 · answer, response, output, 答案, 回答 · input, group ·
/// messages or conversations (role/from, content/value) · text. An instruction's input is put below it.</remarks>
internal static class PairRows
{
    private static readonly string[] _questionNames = ["question", "prompt", "instruction", "问题"];
    private static readonly string[] _answerNames = ["answer", "response", "output", "答案", "回答"];

    /// <summary>All rows of a file.</summary>
    /// <exception cref="RecipeException">A row cannot be read (exit code 2); every bad row is named, up to 20.</exception>
    public static IReadOnlyList<PairRow> Read(string path, string logicalName)
    {
        var rows = new List<PairRow>();
        var problems = new List<Problem>();
        foreach (var (line, fields) in Fields(path, logicalName, problems))
        {
            if (Row(line, fields) is { } row)
            {
                rows.Add(row);
            }
            else
            {
                problems.Add(Bad(logicalName, line, "the row has no question and answer, no messages and no text"));
            }

            if (problems.Count >= 20)
            {
                break;
            }
        }

        return problems.Count == 0 ? rows : throw new RecipeException(2, problems);
    }

    private static IEnumerable<(int Line, IReadOnlyDictionary<string, JsonElement> Fields)> Fields(string path, string name, List<Problem> problems) =>
        Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => Csv(path),
            ".xlsx" => Xlsx(path, name),
            _ => Json(path, name, problems),
        };

    private static IEnumerable<(int, IReadOnlyDictionary<string, JsonElement>)> Json(string path, string name, List<Problem> problems)
    {
        var number = 0;
        foreach (var line in JsonLines.Lines(path))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            if (ParseObject(line) is { } fields)
            {
                yield return (number, fields);
            }
            else
            {
                problems.Add(Bad(name, number, "the line is not a JSON object"));
            }
        }
    }

    private static Dictionary<string, JsonElement>? ParseObject(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line, JsonLines.Options);
        }
        catch (JsonException)
        {
            return null; // the caller names the line
        }
    }

    private static IEnumerable<(int, IReadOnlyDictionary<string, JsonElement>)> Csv(string path)
    {
        using var csv = CsvReader.FromFile(path, CsvReaderOptions.Default);
        while (csv.Read())
        {
            var header = csv.Headers ?? [];
            var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            for (var i = 0; i < Math.Min(header.Count, csv.FieldCount); i++)
            {
                fields[header[i].Trim().ToLowerInvariant()] = Text(csv.GetString(i));
            }

            yield return ((int)csv.RowNumber, fields);
        }
    }

    private static IEnumerable<(int, IReadOnlyDictionary<string, JsonElement>)> Xlsx(string path, string name)
    {
        var read = DocumentReader.Read(path, name, "pairs", new ReadLimits(), CancellationToken.None);
        if (read.Document is not { } document)
        {
            throw new RecipeException(2, read.Problems);
        }

        return document.Blocks.Where(b => b.Kind == BlockKind.TableRow).Select((row, i) => (i + 2,
            (IReadOnlyDictionary<string, JsonElement>)row.Cells.DistinctBy(c => c.Column, StringComparer.Ordinal)
                .ToDictionary(c => c.Column.Trim().ToLowerInvariant(), c => Text(c.Value), StringComparer.Ordinal)));
    }

    private static PairRow? Row(int line, IReadOnlyDictionary<string, JsonElement> fields)
    {
        var input = String(fields, "input");
        var group = String(fields, "group") ?? "";
        if (Turns(fields) is { } turns)
        {
            return new(line, turns, input, group);
        }

        if (First(fields, _questionNames) is { } question && First(fields, _answerNames) is { } answer)
        {
            var asked = fields.ContainsKey("instruction") && !string.IsNullOrEmpty(input) ? $"{question}\n{input}" : question;
            return new(line, [new("user", asked), new("assistant", answer)], input, group);
        }

        return String(fields, "text") is { Length: > 0 } text ? new(line, [new("assistant", text)], input, group) : null;
    }

    private static List<Message>? Turns(IReadOnlyDictionary<string, JsonElement> fields)
    {
        if (!(fields.TryGetValue("messages", out var list) || fields.TryGetValue("conversations", out list))
            || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var turns = list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.Object)
            .Select(t => new Message(RoleOf(Member(t, "role", "from")), Member(t, "content", "value")))
            .ToList();
        return turns.Count == list.GetArrayLength() && turns.Count > 1 && turns[^1].Role == "assistant" ? turns : null;
    }

    private static string RoleOf(string name) => name switch { "human" => "user", "gpt" => "assistant", _ => name };

    private static string Member(JsonElement turn, string name, string other) =>
        (turn.TryGetProperty(name, out var value) || turn.TryGetProperty(other, out value)) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? "" : "";

    private static string? First(IReadOnlyDictionary<string, JsonElement> fields, string[] names) =>
        names.Select(n => String(fields, n)).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v));

    private static string? String(IReadOnlyDictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value, JsonLines.Options);

    private static Problem Bad(string file, int line, string fact) => new()
    {
        Code = "RCP4001",
        File = file,
        Line = line,
        Fact = fact,
        Remedy = "give each row `question` and `answer`, or `messages` that end with the assistant's turn",
    };
}
