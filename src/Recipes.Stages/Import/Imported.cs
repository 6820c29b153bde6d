using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.Import;

/// <summary>The facts of an imported file, and the personal data found in it.</summary>
internal sealed record Imported(IReadOnlyList<Fact> Facts, IReadOnlyList<PersonalFinding> Findings);

/// <summary>Keeps them as <c>facts.jsonl</c> and <c>privacy.json</c>.</summary>
internal sealed class ImportedFormat : IFormat<Imported>
{
    private static readonly IFormat<IReadOnlyList<Fact>> _facts = Formats.JsonLines<Fact>("facts.jsonl");
    private static readonly IFormat<IReadOnlyList<PersonalFinding>> _findings = Formats.Json<IReadOnlyList<PersonalFinding>>("privacy.json");

    /// <summary>The facts alone.</summary>
    public static Handle<IReadOnlyList<Fact>> Facts(Handle<Imported> imported) => imported.Part("facts.jsonl", _facts);

    /// <summary>The findings alone.</summary>
    public static Handle<IReadOnlyList<PersonalFinding>> Findings(Handle<Imported> imported) => imported.Part("privacy.json", _findings);

    public void Write(Imported value, string folder)
    {
        _facts.Write(value.Facts, folder);
        _findings.Write(value.Findings, folder);
    }

    public Imported Read(string folder) => new(_facts.Read(folder), _findings.Read(folder));
}
