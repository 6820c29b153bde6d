using Recipes.Documents.Workers;
using Recipes.Stages.ReadDocuments;
using Recipes.Testing;
using Recipes.Tests.Documents.Workers;

namespace Recipes.Tests.Stages.ReadDocuments;

public sealed class DocumentReadingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ReadRequest> _requests;

    public DocumentReadingsTests() => _requests = [.. Enumerable.Range(0, 12).Select(i => new ReadRequest
    {
        File = _folder.Write($"{i}.txt", $"文件 {i}"),
        Path = $"documents/{i}.txt",
        Kind = "manual",
    })];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Documents_in_a_row_are_each_their_own(bool isApart)
    {
        using var readings = Readings(isApart);

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"文件 {i}"), _requests.Select(r => TextOf(readings, r)));
        Assert.Equal(isApart ? 2 : 0, readings.Started);
    }

    [Fact]
    public void A_file_changed_after_it_was_read_ahead_is_read_again()
    {
        using var readings = Readings(isApart: true);
        TextOf(readings, _requests[0]);
        TextOf(readings, _requests[1]);

        _folder.Write("3.txt", "文件三，修订版");

        Assert.Equal("文件 2", TextOf(readings, _requests[2]));
        Assert.Equal("文件三，修订版", TextOf(readings, _requests[3]));
    }

    [Fact]
    public void Documents_out_of_turn_are_read_alone()
    {
        using var readings = Readings(isApart: true);

        Assert.Equal(["文件 7", "文件 3", "文件 10"], new[] { 7, 3, 10 }.Select(i => TextOf(readings, _requests[i])));
        Assert.Equal(1, readings.Started);
    }

    [Fact]
    public void Nothing_to_read_starts_nothing()
    {
        using var readings = Readings(isApart: true);

        Assert.Equal(0, readings.Started);
    }

    private DocumentReadings Readings(bool isApart)
    {
        var readings = new DocumentReadings(isApart ? WorkerEntry.Command : null, workers: 2);
        readings.Expect(_requests);
        return readings;
    }

    private static string TextOf(DocumentReadings readings, ReadRequest request) =>
        readings.Read(request, TestContext.Current.CancellationToken).Document!.Blocks[0].Text;
}
