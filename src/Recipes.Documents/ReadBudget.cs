namespace Recipes.Documents;

/// <summary>Counts what one document has cost so far and ends its reading at a limit.</summary>
internal sealed class ReadBudget(ReadLimits limits, CancellationToken cancellation) : IDisposable
{
    private ThreadTime _time = ThreadTime.OfThisThread();
    private long _unpackedBytes;
    private long _textCharacters;
    private long _cells;
    private int _blocks;
    private int _listEntries;
    private int _ticks;

    public ReadLimits Limits => limits;

    /// <summary>What text recognition read, by page number.</summary>
    public IReadOnlyDictionary<int, string> Recognized { get; init; } = new Dictionary<int, string>();

    /// <summary>Pages that are pictures still; the reader fills it.</summary>
    public List<int> ScannedPages { get; } = [];

    /// <summary>From here on the calling thread does the reading, and its processor time is what counts.</summary>
    public void MoveToThisThread()
    {
        var before = Interlocked.Exchange(ref _time, ThreadTime.OfThisThread());
        before.Dispose();
    }

    public void Dispose() => _time.Dispose();

    /// <summary>Cheap enough for every element: asks the tokens once in 256 calls.</summary>
    public void Tick()
    {
        if ((++_ticks & 255) == 0)
        {
            Check();
        }
    }

    /// <exception cref="OperationCanceledException">The caller wants to stop.</exception>
    /// <exception cref="UnreadableException">The time is over.</exception>
    public void Check()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_time.Elapsed >= limits.Time)
        {
            throw UnreadableException.Time(limits.Time);
        }
    }

    public void Unpacked(int bytes)
    {
        _unpackedBytes += bytes;
        if (_unpackedBytes > limits.UnpackedBytes)
        {
            throw UnreadableException.Limit($"its parts unpack to more than {Megabytes(limits.UnpackedBytes)}");
        }

        Check();
    }

    public void Text(int characters)
    {
        _textCharacters += characters;
        if (_textCharacters > limits.TextCharacters)
        {
            throw UnreadableException.Limit($"its text is longer than {Count(limits.TextCharacters)} characters");
        }

        Tick();
    }

    public void Block(int characters)
    {
        if (characters > limits.BlockCharacters)
        {
            throw UnreadableException.Limit(
                $"a paragraph or cell is longer than {Count(limits.BlockCharacters)} characters");
        }
    }

    public void Cells(long cells)
    {
        _cells += cells;
        if (_cells > limits.Cells)
        {
            throw UnreadableException.Limit($"its tables have more than {Count(limits.Cells)} cells");
        }

        Tick();
    }

    /// <summary>One more paragraph or table.</summary>
    public void NextBlock()
    {
        if (++_blocks > limits.Blocks)
        {
            throw UnreadableException.Limit($"it has more than {Count(limits.Blocks)} paragraphs");
        }

        Tick();
    }

    /// <summary>One more style, shared text or relationship.</summary>
    public void NextListEntry()
    {
        if (++_listEntries > limits.ListEntries)
        {
            throw UnreadableException.Limit($"it lists more than {Count(limits.ListEntries)} styles and shared texts");
        }
    }

    public void Depth(int depth)
    {
        if (depth > limits.Depth)
        {
            throw UnreadableException.Limit($"its elements are nested more than {Count(limits.Depth)} deep");
        }
    }

    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("#,0.#", CultureInfo.InvariantCulture) + " MB";

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
