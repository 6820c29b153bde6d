using System.Text;
using System.Text.RegularExpressions;
using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Html;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Mail;

/// <summary>Reads eml (RFC 5322, MIME): the subject and the text; attachments are counted.</summary>
internal sealed partial class MailReader(DocumentDraft draft, ReadBudget budget)
{
    /// <summary>Part of a form's words that another has too, from which both say the same; chosen by hand.</summary>
    private const double SameShare = 0.5;

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
        else if (part.Type == "message/rfc822")
        {
            ReadMessage(part.Content(), depth + 1);
        }
        else if (!part.Type.StartsWith("text/", StringComparison.Ordinal) && part.Type != "application/xhtml+xml")
        {
            AddName(part);
            draft.LeaveOut("attachments");
        }
        else
        {
            AddName(part);
            ReadText(part);
        }
    }

    private void ReadText(MimePart part)
    {
        if (part.Type is "text/html" or "application/xhtml+xml")
        {
            HtmlReader.Append(draft, Counted(HtmlReader.Decode(part.Content(), part.Parameter("charset"))), isPage: false, budget);
        }
        else
        {
            PlainTextReader.Append(draft, Plain(part), budget);
        }
    }

    /// <summary>What a file beside the text is called is part of what the mail says.</summary>
    private void AddName(MimePart part)
    {
        if (part.FileName is { Length: > 0 } name)
        {
            draft.Add(new ParagraphDraft { Text = EncodedWords.Decode(name), IsPlain = true });
        }
    }

    private void ReadMultipart(MimePart part, int depth)
    {
        var parts = part.Parts(budget, depth);
        if (part.Type == "multipart/alternative")
        {
            ReadAlternatives(parts, depth + 1);
            return;
        }

        foreach (var inside in part.Type == "multipart/signed" ? parts.Take(1) : parts)
        {
            ReadPart(inside, depth + 1);
        }
    }

    /// <summary>The form with headings or tables, else the first that says anything; another one only where it says
    /// something else.</summary>
    private void ReadAlternatives(IReadOnlyList<MimePart> parts, int depth)
    {
        var forms = parts.Select(p => Form(p, depth)).Where(f => f.HasText).ToList();
        if (forms.Count == 0)
        {
            return;
        }

        var main = forms.Find(f => f.HasStructure) ?? forms[0];
        draft.Append(main);
        var words = Words(main);
        foreach (var other in forms.Where(f => f != main))
        {
            var own = Words(other);
            if (own.Count(words.Contains) < SameShare * own.Count)
            {
                draft.Append(other);
            }
            else
            {
                draft.LeaveOut("alternative-forms");
            }
        }
    }

    private DocumentDraft Form(MimePart part, int depth)
    {
        var form = new DocumentDraft(budget);
        new MailReader(form, budget).ReadPart(part, depth);
        return form;
    }

    private static HashSet<string> Words(DocumentDraft form) =>
        [.. form.Texts.SelectMany(t => Word().Matches(t.ToLowerInvariant()).Select(m => m.Value))];

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

    /// <summary>A run of letters or digits; of Chinese one character.</summary>
    [GeneratedRegex("[\\u2E80-\\u9FFF]|[\\w-[\\u2E80-\\u9FFF]]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
