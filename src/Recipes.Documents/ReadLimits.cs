namespace Recipes.Documents;

/// <summary>What one document may cost. A document over a limit becomes a <c>Problem</c>; the corpus goes on.</summary>
/// <remarks>All numbers are chosen by hand: far above the largest of 149 real documents, low enough for 500 MB and 10 s.</remarks>
public sealed record ReadLimits
{
    /// <summary>The limits of every recipe.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Bytes of a file; default 500 MB.</summary>
    public long FileBytes { get; init; } = 500_000_000;

    /// <summary>Bytes that the parts of a zip may unpack to, all together; default 200 MB.</summary>
    public long UnpackedBytes { get; init; } = 200_000_000;

    /// <summary>Unpacked over packed bytes of one part larger than 10 MB; default 200 (deflate ends at 1,032).</summary>
    public double Ratio { get; init; } = 200;

    /// <summary>Entries of a zip; default 10,000.</summary>
    public int Entries { get; init; } = 10_000;

    /// <summary>Nesting of XML elements; default 300.</summary>
    public int Depth { get; init; } = 300;

    /// <summary>Characters of one XML part; default 60 million.</summary>
    public long PartCharacters { get; init; } = 60_000_000;

    /// <summary>UTF-16 units of one paragraph or cell; default one million.</summary>
    public int BlockCharacters { get; init; } = 1_000_000;

    /// <summary>UTF-16 units of all the text of a document; default 20 million.</summary>
    public int TextCharacters { get; init; } = 20_000_000;

    /// <summary>Cells of all tables of a document, merged ones counted once for each place; default one million.</summary>
    public int Cells { get; init; } = 1_000_000;

    /// <summary>Paragraphs, headings and tables of a document; default 300,000.</summary>
    public int Blocks { get; init; } = 300_000;

    /// <summary>Entries of what a document lists beside its text (styles, shared texts, relationships); default one million.</summary>
    public int ListEntries { get; init; } = 1_000_000;

    /// <summary>Pages of a PDF; default 5,000.</summary>
    public int Pages { get; init; } = 5_000;

    /// <summary>Processor time of the thread that reads one document; default 10 seconds.</summary>
    /// <remarks>Not time on the clock: a busy machine must not refuse a document that a quiet one reads.</remarks>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Memory of the process that reads, 50 MB of its own included; default 500 MB. In process nothing watches it.</summary>
    public long MemoryBytes { get; init; } = 500_000_000;

    /// <summary>Time on the clock without any work of the process that reads, from which it counts as stuck; default 30
    /// seconds.</summary>
    public TimeSpan StalledTime { get; init; } = TimeSpan.FromSeconds(30);
}
