using System.Text;
using System.Text.Json;
using Recipes.Core;

namespace Recipes.Tests.Core;

public sealed class JsonLinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-jsonl-").FullName;

    private string At => Path.Combine(_folder, "rows.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_are_written_as_people_read_them()
    {
        JsonLines.Write(At, [new Drop { Stage = "dedupe", Id = "制动\u2028液", Reason = DropReason.NearDuplicate }]);

        Assert.Equal("{\"stage\":\"dedupe\",\"id\":\"制动\\u2028液\",\"reason\":\"near-duplicate\"}\n", File.ReadAllText(At));
        Assert.NotEqual(0xEF, File.ReadAllBytes(At)[0]); // no byte order mark
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        Drop[] drops = [new() { Stage = "mix", Id = "1", Reason = DropReason.OverBudget }, new() { Stage = "mix", Id = "\"\n\t😀", Reason = DropReason.NearDuplicate, Kept = "1" }];

        JsonLines.Write(At, drops);

        Assert.Equal(drops, JsonLines.Read<Drop>(At));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n", "|")]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\u2028\u0085b\rc\n", "a\u2028\u0085b\rc")] // only \n ends a line
    public void Lines_end_at_line_feeds_only(string text, string lines)
    {
        File.WriteAllText(At, text);

        Assert.Equal(lines, string.Join('|', JsonLines.Lines(At)));
    }

    [Fact]
    public void A_line_longer_than_the_buffer_and_a_byte_order_mark_are_read()
    {
        var longLine = new string('手', 200_000);
        File.WriteAllText(At, longLine + "\nend\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal([longLine, "end"], JsonLines.Lines(At));
    }

    [Fact]
    public void A_broken_row_names_its_line()
    {
        File.WriteAllText(At, "{\"stage\":\"mix\",\"id\":\"1\",\"reason\":\"over-budget\"}\n\n{\"stage\":\n");

        var exception = Assert.Throws<JsonException>(() => JsonLines.Read<Drop>(At).ToList());

        Assert.StartsWith("line 3: ", exception.Message, StringComparison.Ordinal);
    }
}
