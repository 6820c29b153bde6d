using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Folders of links into the store, made when first asked for.</summary>
internal sealed class Views(Session session, Availability available) : IViews
{
    private readonly Dictionary<(Node Node, string Selection), string> _folders = [];

    /// <inheritdoc/>
    public string Folder(OutputReference output)
    {
        var view = (output.Node, string.Join('\n', output.Selection));
        if (_folders.TryGetValue(view, out var known))
        {
            return known;
        }

        var folder = session.NewFolder();
        foreach (var file in available.Files(output))
        {
            var link = Path.Combine(folder, file.Name);
            if (file.Name.Contains('/', StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(link) ?? folder);
            }

            Link(link, session.Blobs.PathOf(file.Digest));
        }

        _folders.Add(view, folder);
        return folder;
    }

    private static void Link(string path, string blob)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Copy(blob, path); // links need a privilege there
        }
        else
        {
            File.CreateSymbolicLink(path, blob);
        }
    }
}
