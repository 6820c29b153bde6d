using System.Text;
using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Sheets;

/// <summary>Reads csv and tsv (RFC 4180, and the delimiters that office programs write) as one table.</summary>
internal sealed class CsvReader(string text, char delimiter, ReadBudget budget)
{
    private const string Delimiters = ",;\t|";

    /// <summary>Lines from which the delimiter is found.</summary>
    private const int SampleLines = 20;

    private readonly StringBuilder _cell = new();
    private int _at;

    /// <exception cref="UnreadableException">In no known encoding, empty, or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var text = TextFile.Read(file, budget);
        var rows = new CsvReader(text, Delimiter(text), budget).Rows();
        var columns = rows.Count == 0 ? 0 : rows.Max(r => r.Count);
        budget.Cells((long)columns * rows.Count);
        var draft = new DocumentDraft(budget);
        var grid = rows.ConvertAll(r => r.Concat(Enumerable.Repeat("", columns - r.Count))
            .Select(v => new CellDraft { Value = v.Trim() }).ToArray());
        if (columns == 1)
        {
            rows.ForEach(r => draft.Add(new ParagraphDraft { Text = r[0] }));
        }
        else if (columns > 1)
        {
            draft.Add(new TableDraft { Rows = grid });
        }

        return draft.Finish(path, kind);
    }

    /// <summary>The sign that divides most of the first lines into equally many cells.</summary>
    private static char Delimiter(string text)
    {
        var best = (Sign: ',', Score: 0.0);
        foreach (var sign in Delimiters)
        {
            var counts = text.Split('\n', SampleLines + 1).Take(SampleLines).Where(l => l.Length > 0).Select(l => Count(l, sign)).ToList();
            var usual = counts.Where(c => c > 0).GroupBy(c => c).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).FirstOrDefault();
            var score = usual is null ? 0 : usual.Count() + (0.001 * Math.Min(usual.Key, 100));
            best = score > best.Score ? (sign, score) : best;
        }

        return best.Sign;
    }

    private static int Count(string line, char sign)
    {
        var (count, isQuoted) = (0, false);
        foreach (var c in line)
        {
            isQuoted ^= c == '"';
            count += c == sign && !isQuoted ? 1 : 0;
        }

        return count;
    }

    private List<List<string>> Rows()
    {
        var rows = new List<List<string>>();
        while (_at < text.Length)
        {
            var row = Row();
            if (row.Exists(c => !string.IsNullOrWhiteSpace(c)))
            {
                budget.Cells(row.Count);
                rows.Add(row);
            }
        }

        return rows;
    }

    private List<string> Row()
    {
        var row = new List<string>();
        do
        {
            row.Add(Cell());
        }
        while (Ends(delimiter));
        Ends('\n');
        return row;
    }

    /// <summary>Steps over the sign if it stands here.</summary>
    private bool Ends(char sign)
    {
        var isHere = _at < text.Length && text[_at] == sign;
        _at += isHere ? 1 : 0;
        return isHere;
    }

    private string Cell()
    {
        _cell.Clear();
        if (_at < text.Length && text[_at] == '"')
        {
            ReadQuoted();
        }

        var end = text.AsSpan(_at).IndexOfAny(delimiter, '\n');
        end = end < 0 ? text.Length : _at + end;
        _cell.Append(text, _at, end - _at);
        _at = end;
        budget.Block(_cell.Length);
        return _cell.ToString();
    }

    /// <summary>Up to the closing quote; two quotes are one.</summary>
    private void ReadQuoted()
    {
        while (true)
        {
            var close = text.IndexOf('"', _at + 1);
            var end = close < 0 ? text.Length : close;
            _cell.Append(text, _at + 1, end - _at - 1);
            _at = Math.Min(end + 1, text.Length);
            if (_at >= text.Length || text[_at] != '"')
            {
                return;
            }

            _cell.Append('"');
        }
    }
}
