using System.Text;
using Recipes.Testing;

namespace Recipes.Tests.Documents;

public sealed class PlainTextReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_a_paragraph_and_a_chapter_a_heading()
    {
        var file = _folder.Write("a.txt", "第一章 总则\r\n第一条 本法适用于一切单位。\r\n\r\n  其他　规定。\r\n");

        Assert.Equal(["# 第一章 总则", "第一条 本法适用于一切单位。", "其他 规定。"], Reading.Lines(Reading.Document(file)));
    }

    [Fact]
    public void Hard_wrapped_lines_join_between_blank_lines()
    {
        var file = _folder.Write("a.txt", "one two\nthree four\nfive\n\n甲乙\n丙丁\n");

        Assert.Equal(["one two three four five", "甲乙丙丁"], Reading.Lines(Reading.Document(file)));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void A_byte_order_mark_names_the_encoding(string encoding)
    {
        File.WriteAllText(_folder.File("a.txt"), "正文", Encoding.GetEncoding(encoding));

        Assert.Equal(["正文"], Reading.Lines(Reading.Document(_folder.File("a.txt"))));
    }

    [Theory]
    [InlineData("gb18030")]
    [InlineData("big5")]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("euc-kr")]
    [InlineData("iso-2022-jp")]
    [InlineData("windows-1252")]
    [InlineData("windows-1251")]
    [InlineData("utf-16LE")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32LE")]
    public void Without_a_mark_the_characters_name_the_encoding(string encoding)
    {
        var text = encoding switch
        {
            "big5" => "本規則依據有關法律制定，適用於一切單位和個人。",
            "shift_jis" or "euc-jp" or "iso-2022-jp" => "この規則は、すべての人に適用されるものとします。日本語の文章です。",
            "euc-kr" => "이 규칙은 모든 사람에게 적용되는 것으로 한다.",
            "windows-1252" => "Der Käufer prüft die Ware über mehrere Tage, où qu'elle soit déjà arrivée.",
            "windows-1251" => "Настоящие правила распространяются на всех работников предприятия.",
            _ => "本规则依据有关法律制定，\n适用于一切单位和个人。",
        };
        File.WriteAllBytes(_folder.File("a.txt"), CodePagesEncodingProvider.Instance.GetEncoding(encoding)?.GetBytes(text) ?? Wide(encoding).GetBytes(text));

        Assert.Equal(text.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), string.Concat(Reading.Lines(Reading.Document(_folder.File("a.txt")))).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_in_no_encoding_are_a_problem_with_the_place()
    {
        File.WriteAllBytes(_folder.File("a.txt"), [0x61, 0xFF, 0x01, 0x02, 0x81, 0x03, 0x04]);

        var problem = Reading.Problem(_folder.File("a.txt"));

        Assert.Equal(
            ("RCP3010", "the text is in no encoding that is known: as UTF-8 the byte at offset 1 fits no character"),
            (problem.Code, problem.Fact));
    }

    private static Encoding Wide(string encoding) => encoding switch
    {
        "utf-16LE" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        "utf-16BE" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        _ => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
    };
}
