using System.Text.Json.Serialization;

namespace Recipes.Core;

/// <summary>A document as it was read: text with structure, and nothing of its file format.</summary>
public sealed record SourceDocument
{
    /// <summary>Path relative to the recipe's folder, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The kind that the recipe's source gives (manual, law, …); names the prompt.</summary>
    public required string Kind { get; init; }

    /// <summary>In reading order; never empty.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Things left out on purpose, by name: headers, footers, deleted text, hidden text.</summary>
    public IReadOnlyDictionary<string, int> LeftOut { get; init; } =
        new Dictionary<string, int>(StringComparer.Ordinal);
}

/// <summary>What a block of a document is.</summary>
public enum BlockKind
{
    /// <summary>A heading of level 1 to 9.</summary>
    Heading,

    /// <summary>A paragraph, a clause or a list item, its automatic number written out in
    /// <see cref="Block.Label"/>.</summary>
    Paragraph,

    /// <summary>A data row of a table; its cells carry the names of their columns.</summary>
    TableRow,
}

/// <summary>A heading, paragraph or table row.</summary>
public sealed record Block
{
    /// <summary>What it is.</summary>
    public required BlockKind Kind { get; init; }

    /// <summary>1 to 9 for headings, else 0.</summary>
    public int Level { get; init; }

    /// <summary>The number that Word or the author gave, such as 第三条, 1.1 or （一）; null where there is none.</summary>
    public string? Label { get; init; }

    /// <summary>The text without the label, NFC, no line breaks; a row's cells joined by <c> | </c>.</summary>
    public required string Text { get; init; }

    /// <summary>The cells of a table row with merged values repeated; empty for other kinds.</summary>
    public IReadOnlyList<Cell> Cells { get; init; } = [];

    /// <summary>Whether it stands beside what the document is about, as the menus of a page do: kept in the text, no fact is
    /// made of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAside { get; init; }

    /// <summary>A number shared by all rows of one table, counted from 1 in the document; 0 for other kinds.</summary>
    public int Table { get; init; }
}

/// <summary>A cell of a data row.</summary>
/// <param name="Column">Name of its column from the header row; empty where the table has none.</param>
/// <param name="Value">Its text, merged cells repeated.</param>
public sealed record Cell(string Column, string Value);
