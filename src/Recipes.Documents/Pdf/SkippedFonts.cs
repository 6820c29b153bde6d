using UglyToad.PdfPig.Logging;

namespace Recipes.Documents.Pdf;

/// <summary>Hears from the parser which fonts it could not load: their text is missing, and it says so nowhere else.</summary>
internal sealed class SkippedFonts : ILog
{
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    /// <summary>Fonts, each counted once however many pages use it.</summary>
    public int Count => _messages.Count;

    public void Clear() => _messages.Clear();

    public void Warn(string message)
    {
        if (message.StartsWith("Skipping a missing font", StringComparison.Ordinal))
        {
            _messages.Add(message); // it names the font
        }
    }

    public void Debug(string message)
    {
    }

    public void Debug(string message, Exception ex)
    {
    }

    public void Error(string message)
    {
    }

    public void Error(string message, Exception ex)
    {
    }
}
