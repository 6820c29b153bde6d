namespace Recipes.Stages.Extract;

/// <summary>A fact before it has an id and offsets.</summary>
internal sealed record Draft
{
    public required Section Section { get; init; }

    /// <summary>Index of the first block of the evidence.</summary>
    public required int First { get; init; }

    /// <summary>Index of its last block.</summary>
    public required int Last { get; init; }

    /// <summary>Where the evidence stands in the text of its one block; null for whole blocks.</summary>
    public Range? Within { get; init; }

    public required string Question { get; init; }

    public required string Answer { get; init; }

    public string Subject { get; init; } = "";

    public string Attribute { get; init; } = "";

    /// <summary>The clause number, where there is one.</summary>
    public string? Label { get; init; }

    /// <summary>The same fact with a place named in front of its subject.</summary>
    public Draft Under(string place) => this with
    {
        Subject = Subject.Length == 0 ? Subject : $"{place}中{Subject}",
        Question = $"{place}中{Question}",
    };
}
