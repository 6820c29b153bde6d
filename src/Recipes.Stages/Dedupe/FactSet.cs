using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Dedupe;

/// <summary>Facts that stay, and each that does not with its reason: together exactly what came in.</summary>
/// <param name="Facts">In the order of the documents.</param>
/// <param name="Drops">Likewise.</param>
/// <param name="Documents">Documents that are versions of each other, or the same.</param>
internal sealed record FactSet(IReadOnlyList<Fact> Facts, IReadOnlyList<Drop> Drops, IReadOnlyList<DocumentTwin> Documents);

/// <summary>Keeps a fact set as <c>deduped.jsonl</c>, <c>drops.jsonl</c> and <c>versions.jsonl</c>.</summary>
internal sealed class FactSetFormat : IFormat<FactSet>
{
    public const string FactsFile = "deduped.jsonl";
    public const string DropsFile = "drops.jsonl";
    public const string VersionsFile = "versions.jsonl";

    /// <summary>The facts that stay.</summary>
    public static Handle<IReadOnlyList<Fact>> Kept(Handle<FactSet> set) => set.Part(FactsFile, Formats.JsonLines<Fact>(FactsFile));

    public void Write(FactSet value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, FactsFile), value.Facts);
        JsonLines.Write(Path.Combine(folder, DropsFile), value.Drops);
        JsonLines.Write(Path.Combine(folder, VersionsFile), value.Documents);
    }

    public FactSet Read(string folder) => new(
        JsonLines.Read<Fact>(Path.Combine(folder, FactsFile)).ToList(),
        JsonLines.Read<Drop>(Path.Combine(folder, DropsFile)).ToList(),
        JsonLines.Read<DocumentTwin>(Path.Combine(folder, VersionsFile)).ToList());
}
