namespace Recipes.Engine;

/// <summary>How a value is kept as files in a folder.</summary>
/// <typeparam name="T">The value in memory.</typeparam>
public interface IFormat<T>
{
    /// <summary>Writes the files below an existing folder; equal values give equal bytes.</summary>
    void Write(T value, string folder);

    /// <summary>Reads the value back.</summary>
    /// <param name="folder">Holds links to the files; they are read-only and gone when the builder is disposed.</param>
    T Read(string folder);
}
