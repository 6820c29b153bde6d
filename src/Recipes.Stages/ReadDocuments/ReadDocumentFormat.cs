using System.Text.Json;
using Recipes.Core;
using Recipes.Documents;
using Recipes.Engine;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.ReadDocuments;

/// <summary>Keeps a read document as <c>document.json</c>, its text as <c>text.md</c>, and apart from both what was left
/// out or wrong, so that a changed footer redoes nothing after Documents.</summary>
internal sealed class ReadDocumentFormat : IFormat<ReadDocument>
{
    public const string DocumentFile = "document.json";
    public const string TextFile = "text.md";
    public const string ProblemsFile = "problems.json";
    public const string LeftOutFile = "left-out.json";
    public const string PrivacyFile = "privacy.json";

    public void Write(ReadDocument value, string folder)
    {
        var content = value.Document is { } d ? d with { LeftOut = new Dictionary<string, int>(StringComparer.Ordinal) } : null;
        var leftOut = value.Document?.LeftOut ?? new Dictionary<string, int>(StringComparer.Ordinal);
        Save(DocumentFile, JsonSerializer.Serialize(content, JsonLines.Options));
        Save(ProblemsFile, JsonSerializer.Serialize(value.Problems, JsonLines.Options));
        Save(PrivacyFile, JsonSerializer.Serialize(value.Findings, JsonLines.Options));
        Save(LeftOutFile, JsonSerializer.Serialize(new SortedDictionary<string, int>(leftOut.ToDictionary(), StringComparer.Ordinal), JsonLines.Options));
        Save(TextFile, value.Document is { } document ? DocumentText.Render(document).Text : "");

        void Save(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    public ReadDocument Read(string folder) => new()
    {
        Document = Load<SourceDocument?>(folder, DocumentFile),
        Problems = Load<IReadOnlyList<Problem>>(folder, ProblemsFile) ?? [],
        Findings = Load<IReadOnlyList<PersonalFinding>>(folder, PrivacyFile) ?? [],
    };

    /// <summary>The document alone: the part that Extract depends on.</summary>
    public static Handle<SourceDocument?> Content(Handle<ReadDocument> read) =>
        read.Part(DocumentFile, Formats.JsonOrNull<SourceDocument>(DocumentFile));

    /// <summary>The problems alone.</summary>
    public static Handle<IReadOnlyList<Problem>> Problems(Handle<ReadDocument> read) =>
        read.Part(ProblemsFile, Formats.Json<IReadOnlyList<Problem>>(ProblemsFile));

    /// <summary>The personal data found, alone.</summary>
    public static Handle<IReadOnlyList<PersonalFinding>> Findings(Handle<ReadDocument> read) =>
        read.Part(PrivacyFile, Formats.Json<IReadOnlyList<PersonalFinding>>(PrivacyFile));

    private static T? Load<T>(string folder, string name) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, name)), JsonLines.Options);
}
