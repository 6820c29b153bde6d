using System.Text;
using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Html;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Mail;

/// <summary>Reads eml (RFC 5322, MIME): the subject and the text; attachments are counted.</summary>
internal sealed class MailReader(DocumentDraft draft, ReadBudget budget)
{
    /// <exception cref="UnreadableException">Not a mail, empty, or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var bytes = TextFile.Bytes(file, budget);
        return ReadingThread.Run(budget, () =>
        {
            var draft = new DocumentDraft(budget);
            new MailReader(draft, budget).ReadMessage(bytes, depth: 0);
            return draft.Finish(path, kind);
        });
    }

    private void ReadMessage(ReadOnlyMemory<byte> bytes, int depth)
    {
        var message = MimePart.Parse(bytes, budget, depth);
        if (depth == 0 && message.Headers.Count == 0)
        {
            throw UnreadableException.Broken("it has no mail header");
        }

        if (EncodedWords.Decode(message.Header("subject") ?? "") is { Length: > 0 } subject)
        {
            draft.Add(new ParagraphDraft { Text = subject, Level = Math.Min(9, depth + 1) });
        }

        ReadPart(message, depth);
    }

    private void ReadPart(MimePart part, int depth)
    {
        if (part.Type.StartsWith("multipart/", StringComparison.Ordinal))
        {
            ReadMultipart(part, depth);
        }
        else if (part.IsAttachment)
        {
            draft.LeaveOut("attachments");
        }
        else if (part.Type == "message/rfc822")
        {
            ReadMessage(part.Content(), depth + 1);
        }
        else if (part.Type is "text/html" or "application/xhtml+xml")
        {
            HtmlReader.Append(draft, Counted(HtmlReader.Decode(part.Content(), part.Parameter("charset"))), isPage: false, budget);
        }
        else if (part.Type.StartsWith("text/", StringComparison.Ordinal))
        {
            PlainTextReader.Append(draft, Plain(part), budget);
        }
        else
        {
            draft.LeaveOut("attachments");
        }
    }

    private void ReadMultipart(MimePart part, int depth)
    {
        var parts = part.Parts(budget, depth);
        if (part.Type == "multipart/alternative" && parts.Count > 0)
        {
            ReadPart(Best(parts), depth + 1);
            return;
        }

        foreach (var inside in part.Type == "multipart/signed" ? parts.Take(1) : parts)
        {
            ReadPart(inside, depth + 1);
        }
    }

    /// <summary>Of several forms of one text html keeps headings and tables; a form that says nothing is none.</summary>
    private MimePart Best(IReadOnlyList<MimePart> parts) =>
        parts.FirstOrDefault(p => IsRich(p) && !p.IsAttachment && HasText(p))
        ?? parts.FirstOrDefault(p => p.Type == "text/plain") ?? parts[^1];

    private static bool IsRich(MimePart part) =>
        part.Type == "text/html" || (part.Type.StartsWith("multipart/", StringComparison.Ordinal) && part.Type != "multipart/alternative");

    private bool HasText(MimePart part)
    {
        if (part.Type != "text/html")
        {
            return true;
        }

        var trial = new DocumentDraft(budget);
        HtmlReader.Append(trial, HtmlReader.Decode(part.Content(), part.Parameter("charset")), isPage: false, budget);
        return trial.HasText;
    }

    private string Plain(MimePart part)
    {
        var text = Counted(TextDecoder.Decode(part.Content(), part.Parameter("charset"))).ReplaceLineEndings("\n");
        return part.Parameter("format")?.Equals("flowed", StringComparison.OrdinalIgnoreCase) == true ? Unflowed(text) : text;
    }

    private string Counted(string text)
    {
        budget.Text(text.Length);
        return text;
    }

    /// <summary>A line that ends in a space goes on (RFC 3676); the signature's mark does not.</summary>
    private static string Unflowed(string text)
    {
        var joined = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            joined.Append(line).Append(line.EndsWith(' ') && line != "-- " ? "" : "\n");
        }

        return joined.ToString();
    }
}
