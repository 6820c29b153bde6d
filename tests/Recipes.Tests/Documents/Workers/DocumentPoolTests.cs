using System.Diagnostics;
using Recipes.Documents;
using Recipes.Documents.Workers;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Workers;

public sealed class DocumentPoolTests : IDisposable
{
    /// <summary>Of the documents that fail, short enough for a test; sound ones have time on a busy machine.</summary>
    private static readonly ReadLimits Short = ReadLimits.Default with
    {
        Time = TimeSpan.FromSeconds(3),
        StalledTime = TimeSpan.FromSeconds(1.5),
        MemoryBytes = 200_000_000,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_come_in_the_order_of_the_requests()
    {
        using var pool = new DocumentPool(WorkerEntry.Command, workers: 2);

        var results = pool.ReadAll(Enumerable.Range(0, 40).Select(i => Request($"{i}.txt", $"第{i}条 内容。")), Cancellation).ToList();

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"第{i}条"), results.Select(r => r.Document!.Blocks[0].Label));
        Assert.Equal(2, pool.Started);
    }

    [Fact]
    public void A_read_document_is_the_same_as_in_process()
    {
        var file = new DocxFile { Body = DocxFile.P("第一条 内容") + DocxFile.Table(["部门", "金额"], ["财务", "10"]) }.Write(_folder.Path);
        using var pool = new DocumentPool(WorkerEntry.Command, workers: 1);

        var result = Read(pool, new() { File = file, Path = "documents/test.docx", Kind = "manual" });

        var expected = Reading.Document(file);
        Assert.Equal(DocumentText.Render(expected).Text, DocumentText.Render(result.Document!).Text);
        Assert.Equal(expected.Blocks[^1].Cells, result.Document!.Blocks[^1].Cells);
    }

    [Theory]
    [InlineData("overflows", "RCP3007", "its elements are nested so deep that the reader's stack overflowed")]
    [InlineData("eats", "RCP3007", "reading took more than 200 MB of memory")]
    [InlineData("hangs", "RCP3009", "reading took more than 3 s of processor time")]
    [InlineData("sleeps", "RCP3009", "its reader did nothing for 1.5 s")]
    [InlineData("leaves", "RCP3012", "its reader ended with exit code 7: ")]
    public void A_reader_that_fails_costs_one_document(string fault, string code, string fact)
    {
        using var pool = new DocumentPool(WorkerEntry.Command, workers: 1);

        var results = pool.ReadAll([Request("a.txt", "甲"), Request(fault + ".txt", "乙") with { Limits = Short }, Request("c.txt", "丙")], Cancellation).ToList();

        var problem = Assert.Single(results[1].Problems);
        Assert.Equal((code, fact, $"documents/{fault}.txt"), (problem.Code, problem.Fact, problem.File));
        Assert.Equal(["甲", "丙"], new[] { results[0], results[2] }.Select(r => r.Document!.Blocks[0].Text));
    }

    [Fact]
    public void Without_a_document_no_process_starts()
    {
        using var pool = new DocumentPool(WorkerEntry.Command, workers: 2);

        Assert.Empty(pool.ReadAll([], Cancellation));
        Assert.Equal(0, pool.Started);
    }

    [Fact]
    public void A_worker_ends_when_nobody_can_ask_it_any_more()
    {
        using var worker = Process.Start(new ProcessStartInfo(WorkerEntry.Command.Program, WorkerEntry.Command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

        worker.StandardInput.Close();

        Assert.True(worker.WaitForExit(20_000));
        Assert.Equal(0, worker.ExitCode);
    }

    [Fact]
    public void It_ends_so_in_the_middle_of_a_document_too()
    {
        using var worker = Process.Start(new ProcessStartInfo(WorkerEntry.Command.Program, WorkerEntry.Command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var request = System.Text.Encoding.UTF8.GetBytes("""{"file":"/hangs.txt","path":"hangs.txt","kind":"manual"}""");

        worker.StandardInput.BaseStream.Write([.. BitConverter.GetBytes(request.Length), .. request]);
        worker.StandardInput.BaseStream.Flush();
        Assert.False(worker.WaitForExit(1000));
        worker.StandardInput.Close();

        Assert.True(worker.WaitForExit(20_000));
    }

    [Fact]
    public void A_cancelled_document_ends_its_process()
    {
        using var pool = new DocumentPool(WorkerEntry.Command, workers: 1);
        using var stop = new CancellationTokenSource();
        var hanging = pool.ReadAsync(Request("sleeps.txt", "甲"), stop.Token);

        stop.CancelAfter(100);

        Assert.ThrowsAny<OperationCanceledException>(() => hanging.GetAwaiter().GetResult());
        Assert.Equal("乙", Read(pool, Request("b.txt", "乙")).Document!.Blocks[0].Text);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ReadResult Read(DocumentPool pool, ReadRequest request) => pool.ReadAsync(request, Cancellation).GetAwaiter().GetResult();

    private ReadRequest Request(string name, string text) =>
        new() { File = _folder.Write(name, text), Path = "documents/" + name, Kind = "manual" };
}
