namespace Recipes.Text.Chat.Jinja;

/// <summary>A template that cannot be read or rendered, told in the words of Python's Jinja.</summary>
/// <param name="kind">Name of the exception class there, such as <c>UndefinedError</c>.</param>
/// <param name="message">Its message.</param>
/// <param name="place">Offset in the source; -1 where not known yet.</param>
internal sealed class JinjaException(string kind, string message, int place = -1) : Exception(message)
{
    /// <summary>Name of the exception class in Python.</summary>
    public string Kind => kind;

    /// <summary>Offset in the source in UTF-16 units; -1 where not known.</summary>
    public int Place { get; private set; } = place;

    /// <summary>Names the place unless an inner one is known.</summary>
    public void PlaceAt(int offset) => Place = Place < 0 ? offset : Place;
}
