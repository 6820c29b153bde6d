using System.Text;

namespace Recipes.Documents.Mail;

/// <summary>A message or a part of one: its header, and its body as it lies in the file.</summary>
internal sealed class MimePart
{
    /// <summary>Parts inside parts; chosen by hand, far above any mail.</summary>
    private const int Deepest = 30;

    /// <summary>Characters of a header field that are kept: no subject and no list of parameters needs more.</summary>
    private const int LongestHeader = 16 * 1024;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly Dictionary<string, string> _parameters;

    private MimePart(List<(string Name, string Value)> headers, ReadOnlyMemory<byte> body)
    {
        Headers = headers;
        _body = body;
        (Type, _parameters) = HeaderValue.Parse(Header("content-type") ?? "text/plain");
        if (!Type.Contains('/', StringComparison.Ordinal))
        {
            Type = "text/plain";
        }
    }

    /// <summary>Names in lower case, values unfolded, their bytes as Latin-1 characters.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>Media type in lower case.</summary>
    public string Type { get; }

    /// <summary>The name of the file that it is, as the header gives it; null for a text of the mail itself.</summary>
    public string? FileName =>
        HeaderValue.Parse(Header("content-disposition") ?? "").Parameters.GetValueOrDefault("filename") ?? Parameter("name");

    /// <exception cref="UnreadableException">Too many parts inside parts.</exception>
    public static MimePart Parse(ReadOnlyMemory<byte> bytes, ReadBudget budget, int depth)
    {
        budget.NextBlock();
        if (depth > Deepest)
        {
            throw UnreadableException.Limit($"its parts are nested more than {Deepest} deep");
        }

        var headers = new List<(string Name, StringBuilder Value)>();
        var at = 0;
        while (at < bytes.Length)
        {
            budget.Tick();
            var line = Line(bytes.Span[at..], out var next);
            if (line.Length == 0)
            {
                return new(Texts(headers), bytes[(at + next)..]);
            }

            if (!AddHeader(headers, Encoding.Latin1.GetString(line)))
            {
                break; // the text begins without a blank line
            }

            at += next;
        }

        return new(Texts(headers), bytes[Math.Min(at, bytes.Length)..]);
    }

    public string? Header(string name) => Headers.FirstOrDefault(h => h.Name == name).Value;

    public string? Parameter(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>The body, its transfer encoding undone.</summary>
    public byte[] Content() => Header("content-transfer-encoding")?.Trim().ToLowerInvariant() switch
    {
        "base64" => TransferEncoding.Base64(_body.Span),
        "quoted-printable" => TransferEncoding.QuotedPrintable(_body.Span),
        _ => _body.ToArray(),
    };

    /// <summary>What stands between the boundaries; all of the body where it names none.</summary>
    public IReadOnlyList<MimePart> Parts(ReadBudget budget, int depth)
    {
        var parts = new List<MimePart>();
        var boundary = Encoding.Latin1.GetBytes("--" + Parameter("boundary")?.TrimEnd());
        var (start, at) = (-1, 0);
        while (at < _body.Length && boundary.Length > 2)
        {
            budget.Tick();
            var line = Line(_body.Span[at..], out var next);
            if (line.StartsWith(boundary) && line[boundary.Length..].TrimEnd(" \t"u8) is var rest && (rest.Length == 0 || rest.SequenceEqual("--"u8)))
            {
                Add(at);
                start = rest.Length == 0 ? at + next : -1;
            }

            at += next;
        }

        Add(_body.Length);
        return parts;

        void Add(int end)
        {
            if (start >= 0)
            {
                parts.Add(Parse(_body[start..end], budget, depth + 1));
            }
        }
    }

    private static List<(string Name, string Value)> Texts(List<(string Name, StringBuilder Value)> headers) =>
        headers.ConvertAll(h => (h.Name, h.Value.ToString()));

    /// <summary>A line that begins with white space goes on with the one before; one without a colon is no header.</summary>
    private static bool AddHeader(List<(string Name, StringBuilder Value)> headers, string line)
    {
        if (line[0] is ' ' or '\t')
        {
            if (headers.Count > 0 && headers[^1].Value.Length < LongestHeader)
            {
                headers[^1].Value.Append(' ').Append(line.AsSpan().Trim());
            }

            return headers.Count > 0;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var isMailbox = headers.Count == 0 && line.StartsWith("From ", StringComparison.Ordinal);
        if (!isMailbox && (colon < 1 || line.AsSpan(0, colon).TrimEnd().ContainsAny(' ', '\t')))
        {
            return false;
        }

        if (!isMailbox)
        {
            var value = line.AsSpan(colon + 1).Trim();
            headers.Add((line[..colon].TrimEnd().ToLowerInvariant(), new StringBuilder().Append(value[..Math.Min(value.Length, LongestHeader)])));
        }

        return true;
    }

    /// <summary>The first line without its end, and where the next begins.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes, out int next)
    {
        var end = bytes.IndexOf((byte)'\n');
        next = end < 0 ? bytes.Length : end + 1;
        return bytes[..(end < 0 ? bytes.Length : end)].TrimEnd((byte)'\r');
    }
}
