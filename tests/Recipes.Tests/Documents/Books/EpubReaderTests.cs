using System.IO.Compression;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Books;

public sealed class EpubReaderTests : IDisposable
{
    private const string Container = "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chapters_follow_the_spine_and_the_navigation_page_goes()
    {
        var file = Write(
            ("META-INF/container.xml", Container),
            ("OEBPS/book.opf", "<package><manifest><item id='b' href='text/b%20c.xhtml'/><item id='a' href='a.xhtml'/><item id='n' href='n.xhtml' properties='nav'/></manifest>"
                + "<spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/></spine></package>"),
            ("OEBPS/text/b c.xhtml", "<html><body><h1>第一章</h1><p>甲</p></body></html>"),
            ("OEBPS/a.xhtml", "<html><body><p>乙</p></body></html>"),
            ("OEBPS/n.xhtml", "<html><body><p>目录</p></body></html>"));

        var document = Reading.Document(file);

        Assert.Equal(["# 第一章", "甲", "乙"], Reading.Lines(document));
        Assert.Equal(1, document.LeftOut["table-of-contents"]);
    }

    [Theory]
    [InlineData("http://www.idpf.org/2008/embedding", null)]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "RCP3003")]
    public void Only_scrambled_fonts_may_be_encrypted(string algorithm, string? code)
    {
        var file = Write(
            ("META-INF/container.xml", Container),
            ("META-INF/encryption.xml", $"<encryption><EncryptedData><EncryptionMethod Algorithm='{algorithm}'/></EncryptedData></encryption>"),
            ("OEBPS/book.opf", "<package><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>"),
            ("OEBPS/a.xhtml", "<p>乙</p>"));

        Assert.Equal(code, Reading.Result(file).Problems.SingleOrDefault()?.Code);
    }

    [Fact]
    public void A_zip_that_is_no_book_is_damaged() => Assert.Equal("RCP3004", Reading.Problem(Write(("x", "y"))).Code);

    private string Write(params (string Name, string Text)[] parts)
    {
        var file = _folder.File("book.epub");
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (name, text) in parts)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }

        return file;
    }
}
