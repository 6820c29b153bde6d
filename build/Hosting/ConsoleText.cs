using System.Text;

namespace Recipes.Build.Hosting;

/// <summary>A writer for Cake's own pages that ends at the host's console.</summary>
internal sealed class ConsoleText(HostConsole console) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => console.Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) => console.Write(value ?? "");
}
