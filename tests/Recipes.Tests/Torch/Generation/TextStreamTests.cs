using System.Text;
using Recipes.Torch.Generation;

namespace Recipes.Tests.Torch.Generation;

/// <summary>Tokens are bytes here.</summary>
public class TextStreamTests
{
    [Theory]
    [InlineData("plain text", "", "plain text")]
    [InlineData("汉字 and 😀!", "", "汉字 and 😀!")]
    [InlineData("one\nUser: two", "\nUser:", "one")]
    [InlineData("a STO b STOP c", "STOP", "a STO b ")]
    [InlineData("aaab rest", "aab", "a")]
    [InlineData("ends with ST", "STOP", "ends with ST")]
    [InlineData("first、second", "、", "first")]
    public void The_text_ends_before_a_stop_string(string text, string stop, string expected)
    {
        var stream = new TextStream(Decode, stop.Length == 0 ? [] : [stop]);

        var pieces = Encoding.UTF8.GetBytes(text).Select(id => stream.Add(id)).ToList();
        pieces.Add(stream.Finish());

        Assert.Equal(expected, string.Concat(pieces));
        Assert.DoesNotContain(pieces, piece => piece.Contains('\uFFFD'));
        Assert.Equal(text.Contains(stop, StringComparison.Ordinal) && stop.Length > 0, stream.IsStopped);
    }

    [Fact]
    public void The_first_of_several_stop_strings_counts()
    {
        var stream = new TextStream(Decode, ["world", "lo"]);

        Assert.Equal("hel", string.Concat("hello world".Select(letter => stream.Add(letter))));
        Assert.True(stream.IsStopped);
    }

    [Fact]
    public void Bytes_that_never_become_a_character_do_not_hold_the_text_back()
    {
        var stream = new TextStream(Decode, []);

        var text = string.Concat(Enumerable.Repeat(0x80, 20).Select(id => stream.Add(id)));

        Assert.True(text.Length >= 8);
    }

    private static string Decode(IReadOnlyList<int> ids) => Encoding.UTF8.GetString([.. ids.Select(id => (byte)id)]);
}
