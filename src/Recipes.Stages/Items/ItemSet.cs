using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Items;

/// <summary>Questions asked by trials, and questions asked once, for the verdict.</summary>
internal sealed record ItemSet(IReadOnlyList<EvaluationItem> Dev, IReadOnlyList<EvaluationItem> Test);

/// <summary>Keeps an item set as <c>dev.jsonl</c> and <c>test.jsonl</c>.</summary>
internal sealed class ItemSetFormat : IFormat<ItemSet>
{
    public const string DevFile = "dev.jsonl";
    public const string TestFile = "test.jsonl";

    /// <summary>Items that trials ask.</summary>
    public static Handle<IReadOnlyList<EvaluationItem>> DevOf(Handle<ItemSet> items) => items.Part(DevFile, Formats.JsonLines<EvaluationItem>(DevFile));

    /// <summary>Items that are asked once.</summary>
    public static Handle<IReadOnlyList<EvaluationItem>> TestOf(Handle<ItemSet> items) => items.Part(TestFile, Formats.JsonLines<EvaluationItem>(TestFile));

    public void Write(ItemSet value, string folder)
    {
        JsonLines.Write(Path.Combine(folder, DevFile), value.Dev);
        JsonLines.Write(Path.Combine(folder, TestFile), value.Test);
    }

    public ItemSet Read(string folder) => new(
        JsonLines.Read<EvaluationItem>(Path.Combine(folder, DevFile)).ToList(),
        JsonLines.Read<EvaluationItem>(Path.Combine(folder, TestFile)).ToList());
}
