using Recipes.Core;
using Recipes.Documents.Html;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Books;

/// <summary>Reads epub 2 and 3: the chapters of the spine in their order.</summary>
internal static class EpubReader
{
    /// <summary>Fonts may be scrambled by these; anything else encrypts the book (EPUB 3.3, 4.2.6.3.1.2).</summary>
    private static readonly string[] FontScramblers = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

    /// <exception cref="UnreadableException">Not a book, broken, encrypted, empty or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget) =>
        ReadingThread.Run(budget, () =>
        {
            using var package = OfficePackage.Open(file, budget);
            RejectEncrypted(package);
            var draft = new DocumentDraft(budget);
            foreach (var chapter in Chapters(package, draft))
            {
                if (package.Bytes(chapter) is { } bytes)
                {
                    var text = HtmlReader.Decode(bytes, declared: null);
                    budget.Text(text.Length);
                    HtmlReader.Append(draft, text, isPage: false, budget);
                }
            }

            return draft.Finish(path, kind);
        });

    private static void RejectEncrypted(OfficePackage package)
    {
        using var xml = package.Xml("META-INF/encryption.xml");
        if (xml is null)
        {
            return;
        }

        foreach (var algorithm in Elements(xml, "EncryptionMethod", x => x.Attribute("Algorithm")))
        {
            if (!FontScramblers.Contains(algorithm))
            {
                throw UnreadableException.Encrypted();
            }
        }
    }

    /// <summary>Names of the chapters' parts in reading order; the navigation page is left out.</summary>
    private static List<string> Chapters(OfficePackage package, DocumentDraft draft)
    {
        var root = RootFile(package);
        using var xml = package.Xml(root) ?? throw UnreadableException.Broken("the zip holds no book");
        var folder = root[..(root.LastIndexOf('/') + 1)];
        var items = new Dictionary<string, (string Part, bool IsNavigation)>(StringComparer.Ordinal);
        var spine = new List<string>();
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Name is not ("manifest" or "spine"))
            {
                xml.Skip();
                continue;
            }

            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                xml.CountListEntry();
                if (xml.Name == "itemref")
                {
                    spine.Add(xml.Attribute("idref") ?? "");
                }
                else if (xml.Attribute("id") is { } id && xml.Attribute("href") is { } target)
                {
                    var isNavigation = (xml.Attribute("properties") ?? "").Split(' ').Contains("nav");
                    items[id] = (Relationships.Resolve(folder, Uri.UnescapeDataString(target)), isNavigation);
                }

                xml.Skip();
            }
        }

        var chapters = spine.Where(items.ContainsKey).Select(id => items[id]).ToList();
        draft.LeaveOut("table-of-contents", chapters.Count(c => c.IsNavigation));
        return [.. chapters.Where(c => !c.IsNavigation).Select(c => c.Part)];
    }

    private static string RootFile(OfficePackage package)
    {
        using var xml = package.Xml("META-INF/container.xml") ?? throw UnreadableException.Broken("the zip holds no book");
        return Elements(xml, "rootfile", x => x.Attribute("full-path")).FirstOrDefault()
            ?? throw UnreadableException.Broken("the book's container names no root file");
    }

    /// <summary>A value of every element of that name, at any depth.</summary>
    private static List<string> Elements(XmlWalker xml, string name, Func<XmlWalker, string?> value)
    {
        var found = new List<string>();
        Collect(xml.OpenRoot());
        return found;

        void Collect(int at)
        {
            while (xml.NextChild(at))
            {
                if (xml.Name == name && value(xml) is { } text)
                {
                    xml.CountListEntry();
                    found.Add(text);
                }

                Collect(xml.Open());
            }
        }
    }
}
