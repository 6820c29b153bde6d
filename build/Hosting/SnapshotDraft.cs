namespace Recipes.Build.Hosting;

/// <summary>A snapshot in the making: inputs are stamped before the run reads them, outputs after it wrote
/// them.</summary>
/// <remarks>An input that changed between its stamp and the end, or so shortly before the start that the kernel's
/// clock (ticks of 1 to 10 ms) cannot tell, makes the draft worthless: then no snapshot is written, and the next
/// run looks closer.</remarks>
internal sealed class SnapshotDraft
{
    private const long ClockTick = 20_000_000; // ns; two ticks of the slowest kernel clock
    private readonly Dictionary<string, FileStamp> _inputs = new(StringComparer.Ordinal);
    private readonly string _outFolder;
    private readonly string _cacheFolder;
    private readonly bool _isWorthless;

    /// <param name="watched">Files and folders of the opened recipe.</param>
    /// <param name="outFolder">What lies below it is output; made here where it is missing.</param>
    /// <param name="cacheFolder">The same.</param>
    /// <param name="startedAt">When the host started, before it read anything.</param>
    public SnapshotDraft(IEnumerable<string> watched, string outFolder, string cacheFolder, DateTime startedAt)
    {
        _outFolder = outFolder + Path.DirectorySeparatorChar;
        _cacheFolder = cacheFolder + Path.DirectorySeparatorChar;
        var start = (startedAt - DateTime.UnixEpoch).Ticks * 100 - ClockTick;
        foreach (var path in watched.Where(IsInput))
        {
            var stamp = FileStamp.Of(path);
            _isWorthless |= stamp.Changed >= start;
            _inputs[path] = stamp;
        }

        // A new folder changes the stamp of the one that it lies in, which is often watched: the recipe's own.
        foreach (var folder in (ReadOnlySpan<string>)[outFolder, cacheFolder])
        {
            Directory.CreateDirectory(folder);
            if (Path.GetDirectoryName(folder) is { } above && _inputs.ContainsKey(above))
            {
                _inputs[above] = FileStamp.Of(above);
            }
        }
    }

    /// <summary>The stamps of all that is watched now that the run is over; null where an input changed
    /// meanwhile.</summary>
    public IReadOnlyDictionary<string, FileStamp>? Finish(IEnumerable<string> watched)
    {
        var stamps = new Dictionary<string, FileStamp>(StringComparer.Ordinal);
        foreach (var path in watched)
        {
            var stamp = FileStamp.Of(path);
            if (IsInput(path) && (!_inputs.TryGetValue(path, out var before) || !before.IsSame(stamp)))
            {
                return null;
            }

            stamps[path] = stamp;
        }

        return _isWorthless ? null : stamps;
    }

    private bool IsInput(string path) =>
        !(path + Path.DirectorySeparatorChar).StartsWith(_outFolder, StringComparison.Ordinal)
        && !(path + Path.DirectorySeparatorChar).StartsWith(_cacheFolder, StringComparison.Ordinal);
}
