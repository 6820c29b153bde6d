namespace Recipes.Documents.Packaging;

/// <summary>One relationship of a part.</summary>
/// <param name="Id">Its id, unique in the part.</param>
/// <param name="Type">The last word of its type, such as <c>styles</c>: the same in transitional and strict files.</param>
/// <param name="Target">Name of the part it leads to; external targets are left out.</param>
internal sealed record Relationship(string Id, string Type, string Target);

/// <summary>The relationships of a part, in file order.</summary>
internal sealed class Relationships(IReadOnlyList<Relationship> all)
{
    public static Relationships None { get; } = new([]);

    public IReadOnlyList<Relationship> All => all;

    public string? FirstOf(string type) =>
        all.FirstOrDefault(r => r.Type.Equals(type, StringComparison.OrdinalIgnoreCase))?.Target;

    public static Relationships Read(XmlWalker xml, string folder)
    {
        var found = new List<Relationship>();
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            xml.CountListEntry();
            var target = xml.Attribute("Target");
            var type = xml.Attribute("Type") ?? "";
            if (target is not null && xml.Attribute("TargetMode") != "External")
            {
                found.Add(new(xml.Attribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], Resolve(folder, target)));
            }

            xml.Skip();
        }

        return new(found);
    }

    /// <summary>The part's name from the package's root; <c>..</c> cannot climb above it.</summary>
    public static string Resolve(string folder, string target)
    {
        var parts = new List<string>();
        var path = target.StartsWith('/') ? target : folder + target;
        foreach (var part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
