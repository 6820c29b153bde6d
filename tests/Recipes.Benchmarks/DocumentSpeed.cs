using System.Diagnostics;
using Recipes.Documents;
using Recipes.Documents.Workers;

namespace Recipes.Benchmarks;

/// <summary>Word files and PDF pages a second through the reading processes, beside pandoc and pdftotext in the same run; then
/// 10,000 documents, and the memory they take.</summary>
/// <remarks>Budget: 200 Word files of 5,000 characters and 100 PDF pages a second on two cores (design, section 10).</remarks>
internal static class DocumentSpeed
{
    /// <summary>Makes this program a reading process.</summary>
    public const string WorkerWord = "--document-worker";

    private const int Many = 10_000;
    private const int PeerFiles = 20;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("documents-").FullName;
        try
        {
            var word = DocumentCorpus.Word(folder, 300);
            var pdf = DocumentCorpus.Pdf(folder, word.Take(12).ToList());
            using var pool = new DocumentPool(new("dotnet", [typeof(DocumentSpeed).Assembly.Location, WorkerWord]), Environment.ProcessorCount);
            var characters = word.Average(f => DocumentText.Render(Documents(pool, [f]).Single()).Text.Length);
            Say($"{Environment.ProcessorCount} processors, Word files of {characters:0} characters");
            Rate("Word files, first", pool, word, 300);
            for (var round = 0; round < 3; round++)
            {
                Rate("Word files", pool, Repeated(word, 1000), 1000);
                Peer("pandoc -t gfm", word.Take(PeerFiles), PeerFiles, f => ("pandoc", ["-t", "gfm", f]));
                if (pdf.Count > 0)
                {
                    var pages = pdf.Sum(Pages);
                    Rate("PDF pages", pool, Repeated(pdf, pdf.Count * 4), pages * 4);
                    Peer("pdftotext -layout, pages", pdf, pages, f => ("pdftotext", ["-layout", f, "-"]));
                }
            }

            Rate($"{Many} Word files", pool, Repeated(word, Many), Many);
            using var self = Process.GetCurrentProcess();
            Say($"peak memory: this process {self.PeakWorkingSet64 / 1e6:0} MB, the largest reading process {pool.PeakBytes / 1e6:0} MB; {pool.Started} started");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Rate(string name, DocumentPool pool, IEnumerable<string> files, double count)
    {
        var watch = Stopwatch.StartNew();
        var before = pool.ProcessorTime + Environment.CpuUsage.TotalTime;
        var read = Documents(pool, files).Count();
        var used = (pool.ProcessorTime + Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Say($"{name,-28} {count / watch.Elapsed.TotalSeconds,8:0} /s   {read} files in {watch.Elapsed.TotalSeconds:0.00} s, {used:0.00} s of processor: {count / used:0} /s of one");
    }

    /// <summary>As many at a time as there are processors.</summary>
    private static void Peer(string name, IEnumerable<string> files, double count, Func<string, (string Program, string[] Words)> call)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, f => Calls.Time(call(f).Program, call(f).Words));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is System.ComponentModel.Win32Exception))
        {
            Say($"{name,-28} not installed");
            return;
        }

        Say($"{name,-28} {count / watch.Elapsed.TotalSeconds,8:0} /s");
    }

    private static IEnumerable<Core.SourceDocument> Documents(DocumentPool pool, IEnumerable<string> files) =>
        pool.ReadAll(files.Select(f => new ReadRequest { File = f, Path = Path.GetFileName(f), Kind = "manual" }), CancellationToken.None)
            .Select(r => r.Document ?? throw new InvalidOperationException(r.Problems[0].ToString()));

    private static IEnumerable<string> Repeated(List<string> files, int count) => Enumerable.Range(0, count).Select(i => files[i % files.Count]);

    private static int Pages(string file)
    {
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        return System.Text.RegularExpressions.Regex.Count(text, "/Type\\s*/Page[^s]");
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
