namespace Recipes.Engine.Storage;

/// <summary>What the store knows about a key.</summary>
internal sealed record StoredResult
{
    /// <summary>64 hex digits.</summary>
    public required string Key { get; init; }

    /// <summary>The key without its inputs: no row with it → no input can make this node up to date.</summary>
    public required string Frame { get; init; }

    /// <summary>The node that ran.</summary>
    public required string Node { get; init; }

    /// <summary>In ordinal order of their names.</summary>
    public required IReadOnlyList<OutputFile> Outputs { get; init; }

    /// <summary>How long the stage took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Highest resident memory meanwhile.</summary>
    public required long PeakBytes { get; init; }
}

/// <summary>The last two keys of a node in one recipe.</summary>
/// <param name="Key">The last.</param>
/// <param name="Run">Description of the run that first used it.</param>
/// <param name="Reason">What was said then.</param>
/// <param name="PreviousKey">The one before; null where there was none.</param>
/// <param name="PreviousRun">The run of that one.</param>
internal sealed record HistoryEntry(string Key, string Run, string Reason, string? PreviousKey, string? PreviousRun);

/// <summary>A file that a builder put below the out folder.</summary>
/// <param name="Path">Relative to the out folder, with <c>/</c>.</param>
/// <param name="Target">The publication that it belongs to.</param>
/// <param name="Digest">Its content.</param>
/// <param name="Stat">As it was written; zeros for a link.</param>
internal sealed record PublishedFile(string Path, string Target, string Digest, FileStat Stat);
