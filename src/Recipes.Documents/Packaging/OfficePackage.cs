using System.IO.Compression;

namespace Recipes.Documents.Packaging;

/// <summary>The parts of a zipped office document, opened one at a time and never more than the budget allows.</summary>
internal sealed class OfficePackage : IDisposable
{
    /// <summary>Parts below this size are read whatever their ratio: small XML files do pack a thousandfold.</summary>
    private const long SmallPartBytes = 10_000_000;

    /// <summary>A package within this overall ratio holds pictures, not a bomb, however large it is.</summary>
    private const double OrdinaryRatio = 20;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    private readonly ReadBudget _budget;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private OfficePackage(FileStream file, ZipArchive archive, ReadBudget budget)
    {
        _file = file;
        _archive = archive;
        _budget = budget;
    }

    /// <param name="file">Stays its caller's, and open as long as the package.</param>
    /// <param name="budget">Pays for what is unpacked.</param>
    /// <exception cref="UnreadableException">Not a zip, encrypted, or over a limit.</exception>
    public static OfficePackage Open(FileStream file, ReadBudget budget)
    {
        try
        {
            OleContainer.RejectEncrypted(file);
            ZipDirectory.RejectHuge(file);
            var package = new OfficePackage(file, new ZipArchive(file, ZipArchiveMode.Read), budget);
            package.Index();
            return package;
        }
        catch (InvalidDataException e)
        {
            throw UnreadableException.Broken("it is not a whole zip file", e);
        }
    }

    /// <summary>The part as XML, or null where the package has none of that name.</summary>
    public XmlWalker? Xml(string? part)
    {
        if (part is null || !_entries.TryGetValue(part, out var entry))
        {
            return null;
        }

        RejectRatio(entry);
        return new XmlWalker(new MeteredStream(entry.Open(), _budget), part, _budget);
    }

    /// <summary>The part as it is, or null where the package has none of that name.</summary>
    public byte[]? Bytes(string part)
    {
        if (!_entries.TryGetValue(part, out var entry))
        {
            return null;
        }

        RejectRatio(entry);
        using var stream = new MeteredStream(entry.Open(), _budget);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Targets of a part's relationships by the last word of their type (<c>styles</c>), in file order.</summary>
    /// <param name="part">Name of the part; empty for the package itself.</param>
    public Relationships RelationshipsOf(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        using var xml = Xml($"{part[..slash]}_rels/{part[slash..]}.rels");
        return xml is null ? Relationships.None : Relationships.Read(xml, part[..slash]);
    }

    public void Dispose() => _archive.Dispose();

    private void Index()
    {
        var limits = _budget.Limits;
        var entries = _archive.Entries;
        if (entries.Count > limits.Entries)
        {
            throw UnreadableException.Limit(
                $"it has {ReadBudget.Count(entries.Count)} parts, more than {ReadBudget.Count(limits.Entries)}");
        }

        var total = 0L;
        foreach (var entry in entries)
        {
            total = Math.Min(long.MaxValue / 2, total + Math.Max(0, entry.Length));
            _entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }

        if (total > limits.UnpackedBytes && total > OrdinaryRatio * _file.Length)
        {
            throw UnreadableException.Limit(
                $"its parts unpack to {ReadBudget.Megabytes(total)}, more than {ReadBudget.Megabytes(limits.UnpackedBytes)}");
        }
    }

    private void RejectRatio(ZipArchiveEntry entry)
    {
        if (entry.Length > SmallPartBytes && entry.Length > _budget.Limits.Ratio * Math.Max(1, entry.CompressedLength))
        {
            throw UnreadableException.Limit(
                $"{entry.FullName} unpacks to {ReadBudget.Megabytes(entry.Length)}, "
                + $"more than {_budget.Limits.Ratio.ToString(CultureInfo.InvariantCulture)} times its packed size");
        }
    }
}
