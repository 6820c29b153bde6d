using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Recipes.Engine.Storage;

/// <summary>The SQLite file of the store: results by key, history by recipe, stats of verified files.</summary>
/// <remarks>Holds nothing that cannot be made again. A commit may be lost with the power (WAL, synchronous NORMAL);
/// then the node is made again.</remarks>
internal sealed class StoreIndex : IDisposable
{
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int NotADatabase = 26; // SQLITE_NOTADB

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, recipe TEXT NOT NULL, description TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS result(key TEXT PRIMARY KEY, frame TEXT NOT NULL, node TEXT NOT NULL,
            seconds REAL NOT NULL, peak INTEGER NOT NULL, outputs TEXT NOT NULL, parts TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS result_frame ON result(frame);
        CREATE TABLE IF NOT EXISTS running(key TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS history(recipe TEXT, node TEXT, key TEXT NOT NULL, run TEXT NOT NULL,
            reason TEXT NOT NULL, previous_key TEXT, previous_run TEXT, PRIMARY KEY(recipe, node)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS blob(digest TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER,
            inode INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS source(path TEXT PRIMARY KEY, digest TEXT NOT NULL, size INTEGER, modified INTEGER,
            changed INTEGER, inode INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS published(folder TEXT, path TEXT, target TEXT NOT NULL, digest TEXT NOT NULL,
            size INTEGER, modified INTEGER, changed INTEGER, inode INTEGER, PRIMARY KEY(folder, path)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private SqliteTransaction? _transaction;

    private StoreIndex(SqliteConnection connection) => _connection = connection;

    /// <summary>True where SQLite calls its file damaged.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Opens the file, making it where absent. A file that SQLite calls damaged is moved aside.</summary>
    /// <param name="path">Path of the file; its folder exists.</param>
    /// <param name="moved">Called with the new path of a damaged file.</param>
    public static StoreIndex Open(string path, Action<string> moved)
    {
        try
        {
            return Connect(path);
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            MoveAside(path, moved);
            return Connect(path);
        }
    }

    /// <summary>Moves a damaged file to <c>….damaged</c>; the next <see cref="Open"/> begins anew.</summary>
    public static void MoveAside(string path, Action<string> moved)
    {
        var aside = path + ".damaged";
        File.Move(path, aside, overwrite: true);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        moved(aside);
    }

    /// <summary>The result of a key, or null.</summary>
    public StoredResult? Result(string key)
    {
        using var reader = Bind("SELECT frame, node, seconds, peak, outputs FROM result WHERE key = $0", key)
            .ExecuteReader();
        return !reader.Read() ? null : new()
        {
            Key = key,
            Frame = reader.GetString(0),
            Node = reader.GetString(1),
            Seconds = reader.GetDouble(2),
            PeakBytes = reader.GetInt64(3),
            Outputs = UnpackOutputs(reader.GetString(4)),
        };
    }

    /// <summary>Everything that the key of a result was made of, in order, or null where there is no such
    /// result.</summary>
    public IReadOnlyList<KeyPart>? Parts(string key) =>
        Bind("SELECT parts FROM result WHERE key = $0", key).ExecuteScalar() is string json
            ? [.. (JsonSerializer.Deserialize<string[][]>(json) ?? []).Select(part => new KeyPart(part[0], part[1]))]
            : null;

    /// <summary>True where some result has this frame.</summary>
    public bool HasFrame(string frame) =>
        Bind("SELECT 1 FROM result WHERE frame = $0 LIMIT 1", frame).ExecuteScalar() is not null;

    /// <summary>Keeps a result with the parts of its key, replacing one of the same key.</summary>
    public void Save(StoredResult result, IReadOnlyList<KeyPart> parts) => Bind(
        "INSERT OR REPLACE INTO result(key, frame, node, seconds, peak, outputs, parts) "
        + "VALUES($0, $1, $2, $3, $4, $5, $6)",
        result.Key,
        result.Frame,
        result.Node,
        result.Seconds,
        result.PeakBytes,
        string.Concat(result.Outputs.Select(Line)),
        JsonSerializer.Serialize(parts.Select(part => new[] { part.Name, part.Value }))).ExecuteNonQuery();

    /// <summary>The last two keys of every node that ran for a recipe, by name.</summary>
    public Dictionary<string, HistoryEntry> History(string recipe)
    {
        using var reader = Bind(
            "SELECT node, key, run, reason, previous_key, previous_run FROM history WHERE recipe = $0",
            recipe).ExecuteReader();
        var history = new Dictionary<string, HistoryEntry>(StringComparer.Ordinal);
        while (reader.Read())
        {
            history.Add(reader.GetString(0), new(
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return history;
    }

    /// <summary>Keeps the last two keys of a node.</summary>
    public void Save(string recipe, string node, HistoryEntry entry) => Bind(
        "INSERT OR REPLACE INTO history(recipe, node, key, run, reason, previous_key, previous_run) "
        + "VALUES($0, $1, $2, $3, $4, $5, $6)",
        recipe,
        node,
        entry.Key,
        entry.Run,
        entry.Reason,
        entry.PreviousKey,
        entry.PreviousRun).ExecuteNonQuery();

    /// <summary>Says who makes a key, for those that wait. Of a killed process the line stays until the key is
    /// made.</summary>
    public void SetOwner(string key, string owner) =>
        Bind("INSERT OR REPLACE INTO running(key, owner) VALUES($0, $1)", key, owner).ExecuteNonQuery();

    /// <summary>Who makes a key, or null.</summary>
    public string? Owner(string key) => (string?)Bind("SELECT owner FROM running WHERE key = $0", key).ExecuteScalar();

    /// <summary>No one makes the key any more.</summary>
    public void RemoveOwner(string key) => Bind("DELETE FROM running WHERE key = $0", key).ExecuteNonQuery();

    /// <summary>Counts a run that changed something.</summary>
    /// <returns>Its number, from 1.</returns>
    public long AddRun(string recipe, string description) => Convert.ToInt64(
        Bind("INSERT INTO run(recipe, description) VALUES($0, $1) RETURNING id", recipe, description).ExecuteScalar(),
        CultureInfo.InvariantCulture);

    /// <summary>The stat of a blob when its bytes were last hashed, or null.</summary>
    public FileStat? Blob(string digest)
    {
        using var reader = Bind("SELECT size, modified, changed, inode FROM blob WHERE digest = $0", digest)
            .ExecuteReader();
        return reader.Read() ? Stat(reader, 0) : null;
    }

    /// <summary>Keeps the stat of a blob whose bytes were just hashed.</summary>
    public void SaveBlob(string digest, FileStat stat) => Bind(
        "INSERT OR REPLACE INTO blob(digest, size, modified, changed, inode) VALUES($0, $1, $2, $3, $4)",
        [digest, .. Columns(stat)]).ExecuteNonQuery();

    /// <summary>Digest and stat of a source when it was last hashed, or null.</summary>
    public (string Digest, FileStat Stat)? Source(string path)
    {
        using var reader = Bind(
            "SELECT digest, size, modified, changed, inode FROM source WHERE path = $0", path).ExecuteReader();
        return reader.Read() ? (reader.GetString(0), Stat(reader, 1)) : null;
    }

    /// <summary>Keeps digest and stat of a source.</summary>
    public void SaveSource(string path, string digest, FileStat stat) => Bind(
        "INSERT OR REPLACE INTO source(path, digest, size, modified, changed, inode) VALUES($0, $1, $2, $3, $4, $5)",
        [path, digest, .. Columns(stat)]).ExecuteNonQuery();

    /// <summary>What was published below a folder.</summary>
    public IReadOnlyList<PublishedFile> Published(string folder)
    {
        using var reader = Bind(
            "SELECT path, target, digest, size, modified, changed, inode FROM published WHERE folder = $0",
            folder).ExecuteReader();
        var files = new List<PublishedFile>();
        while (reader.Read())
        {
            files.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), Stat(reader, 3)));
        }

        return files;
    }

    /// <summary>Keeps what was published.</summary>
    public void SavePublished(string folder, PublishedFile file) => Bind(
        "INSERT OR REPLACE INTO published(folder, path, target, digest, size, modified, changed, inode) "
        + "VALUES($0, $1, $2, $3, $4, $5, $6, $7)",
        [folder, file.Path, file.Target, file.Digest, .. Columns(file.Stat)]).ExecuteNonQuery();

    /// <summary>Forgets a published file.</summary>
    public void RemovePublished(string folder, string path) =>
        Bind("DELETE FROM published WHERE folder = $0 AND path = $1", folder, path).ExecuteNonQuery();

    /// <summary>Runs the action in one transaction, taken at once so that two writers wait and do not fail.</summary>
    public void Together(Action action)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        _transaction = transaction;
        try
        {
            action();
            transaction.Commit();
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static StoreIndex Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 60, // seconds that a statement waits for another process
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            command.ExecuteNonQuery();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object[] Columns(FileStat stat) =>
        [stat.SizeBytes, stat.ModifiedNanoseconds, stat.ChangedNanoseconds, stat.Inode];

    private static FileStat Stat(SqliteDataReader reader, int column) => new(
        reader.GetInt64(column), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.GetInt64(column + 3));

    private static string Line(OutputFile file) =>
        FormattableString.Invariant($"{file.Digest} {file.SizeBytes} {file.Name}\n");

    /// <summary>A line per file: digest, size, name (which holds no control character).</summary>
    private static List<OutputFile> UnpackOutputs(string lines)
    {
        var files = new List<OutputFile>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Split(' ', 3);
            files.Add(new(cells[2], cells[0], long.Parse(cells[1], CultureInfo.InvariantCulture)));
        }

        return files;
    }

    /// <summary>A prepared statement with its values; one row set of a statement may be open at a time.</summary>
    private SqliteCommand Bind(string sql, params object?[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new() { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
