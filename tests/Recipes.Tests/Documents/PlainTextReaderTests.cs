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

    [Fact]
    public void Another_encoding_is_a_problem_with_the_place()
    {
        File.WriteAllBytes(_folder.File("a.txt"), [0x61, 0xD6, 0xD0]);

        var problem = Reading.Problem(_folder.File("a.txt"));

        Assert.Equal(("RCP3010", "the text is not UTF-8: the byte at offset 1 fits no character"), (problem.Code, problem.Fact));
    }
}
