using Recipes.Core;

namespace Recipes.Documents.External;

/// <summary>Turns old binary office files into files that are read here, by LibreOffice where it is installed.</summary>
public static class OfficeConverter
{
    private const string Program = "soffice";

    /// <summary>Processor time of one file; chosen by hand: a start takes 2 s, a large document 20.</summary>
    private static readonly TimeSpan _fileTime = TimeSpan.FromSeconds(60);

    /// <summary>The extension a file is converted to, with its dot; null for files that are read as they are.</summary>
    public static string? TargetOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".doc" or ".dot" or ".wps" or ".rtf" or ".odt" => ".docx",
        ".xls" or ".xlt" or ".et" or ".ods" => ".xlsx",
        ".ppt" or ".pps" or ".dps" or ".odp" => ".pptx",
        _ => null,
    };

    /// <summary>Version of the program, a part of the key of what it converted; <c>absent</c> without it.</summary>
    public static string Version() => ExternalProgram.Version(Program, "--version");

    /// <summary>Converts a file into a folder.</summary>
    /// <param name="file">Absolute path; <see cref="TargetOf"/> gives an extension for it.</param>
    /// <param name="path">The document's name in problems.</param>
    /// <param name="folder">Empty; the program's profile lies in it too, so that no setting of the user's takes part.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>The file made, or why there is none.</returns>
    public static (string? File, Problem? Problem) Convert(string file, string path, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        var target = TargetOf(file) ?? throw new ArgumentException($"{path} needs no conversion", nameof(file));
        var profile = new Uri(Path.Combine(folder, "profile")).AbsoluteUri;
        var result = ExternalProgram.Run(
            Program,
            ["-env:UserInstallation=" + profile, "--headless", "--norestore", "--convert-to", target[1..], "--outdir", folder, file],
            _fileTime,
            cancellation);
        var made = Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + target);
        if (result is null)
        {
            return (null, UnreadableException.Format(Path.GetExtension(file)).ToProblem(path));
        }

        return File.Exists(made)
            ? (made, null)
            : (null, UnreadableException.Conversion(Path.GetExtension(file), result.ExitCode is null
                ? $"it took more than {_fileTime.TotalSeconds} s"
                : result.Errors.Length > 0 ? result.Errors : "it made no file").ToProblem(path));
    }
}
