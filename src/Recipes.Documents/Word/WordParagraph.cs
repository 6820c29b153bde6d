using System.Text;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>A paragraph while it is read.</summary>
internal sealed class WordParagraph
{
    private int _longestRun;
    private int _boldLetters;
    private int _letters;

    public StringBuilder Text { get; } = new();

    /// <summary>Style with the paragraph's own properties on top.</summary>
    public required WordStyle Style { get; set; }

    /// <summary>Id of the style, by which a list's level may be bound; null for the default one.</summary>
    public string? StyleId { get; set; }

    /// <summary>Whether the list was given by the paragraph itself, not by its style.</summary>
    public bool HasOwnNumber { get; set; }

    /// <summary>Whether its end was deleted, so that it runs into the next paragraph.</summary>
    public bool IsMarkDeleted { get; set; }

    /// <summary>Whether its end is hidden: an empty hidden paragraph is not counted.</summary>
    public bool IsMarkHidden { get; set; }

    /// <summary>Notes and text boxes anchored in it; they follow it.</summary>
    public List<Draft> After { get; } = [];

    /// <summary>Size of its longest run in points.</summary>
    public double FontSize { get; private set; }

    public bool IsBold => _letters > 0 && _boldLetters * 10 >= _letters * 9;

    public void Formatted(int characters, double points, bool isBold)
    {
        _letters += characters;
        _boldLetters += isBold ? characters : 0;
        if (characters > _longestRun)
        {
            _longestRun = characters;
            FontSize = points;
        }
    }
}
