using System.Text;
using System.Text.Json;

namespace Recipes.Engine;

/// <summary>The usual ways of keeping a value.</summary>
public static class Formats
{
    /// <summary>One JSON value per line.</summary>
    /// <param name="fileName">Relative path with <c>/</c>.</param>
    public static IFormat<IReadOnlyList<T>> JsonLines<T>(string fileName) => new JsonLinesFormat<T>(fileName);

    /// <summary>One indented JSON value.</summary>
    /// <param name="fileName">Relative path with <c>/</c>.</param>
    public static IFormat<T> Json<T>(string fileName) => new JsonFormat<T>(fileName, mayBeNull: false);

    /// <summary>One indented JSON value, or null.</summary>
    /// <param name="fileName">Relative path with <c>/</c>.</param>
    public static IFormat<T?> JsonOrNull<T>(string fileName)
        where T : class => new JsonFormat<T?>(fileName, mayBeNull: true);

    /// <summary>UTF-8 without a byte order mark.</summary>
    /// <param name="fileName">Relative path with <c>/</c>.</param>
    public static IFormat<string> Text(string fileName) => new TextFormat(fileName);

    /// <summary>Files that the stage wrote below <see cref="StageContext.OutputFolder"/>.</summary>
    public static IFormat<FolderArtifact> Folder() => new FolderFormat();

    private static string Target(string folder, string fileName)
    {
        var path = Path.Combine(folder, fileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        return path;
    }

    private sealed class JsonLinesFormat<T>(string fileName) : IFormat<IReadOnlyList<T>>
    {
        public void Write(IReadOnlyList<T> value, string folder) =>
            Core.JsonLines.Write(Target(folder, fileName), value);

        public IReadOnlyList<T> Read(string folder) =>
            [.. Core.JsonLines.Read<T>(Path.Combine(folder, fileName))];
    }

    private sealed class JsonFormat<T>(string fileName, bool mayBeNull) : IFormat<T>
    {
        public void Write(T value, string folder) => File.WriteAllText(
            Target(folder, fileName), JsonSerializer.Serialize(value, Core.JsonLines.Indented) + "\n");

        public T Read(string folder)
        {
            using var stream = File.OpenRead(Path.Combine(folder, fileName));
            var value = JsonSerializer.Deserialize<T>(stream, Core.JsonLines.Options);
            return value is null && !mayBeNull ? throw new JsonException(fileName + " holds null") : value!;
        }
    }

    private sealed class TextFormat(string fileName) : IFormat<string>
    {
        private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

        public void Write(string value, string folder) => File.WriteAllText(Target(folder, fileName), value, Utf8);

        public string Read(string folder) => Utf8.GetString(File.ReadAllBytes(Path.Combine(folder, fileName)));
    }

    private sealed class FolderFormat : IFormat<FolderArtifact>
    {
        public void Write(FolderArtifact value, string folder)
        {
            var from = Path.GetFullPath(value.Path);
            if (from == Path.GetFullPath(folder))
            {
                return;
            }

            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                File.Copy(file, Target(folder, Path.GetRelativePath(from, file)));
            }
        }

        public FolderArtifact Read(string folder) => new(folder);
    }
}
