using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>Blocks one after the other: a body, a cell, a text box, a note.</summary>
internal sealed class WordFlow
{
    private readonly List<Draft> _items = [];
    private string _carried = "";

    public void Add(Draft item) => _items.Add(item);

    public void AddRange(IEnumerable<Draft> items) => _items.AddRange(items);

    /// <summary>The text of a paragraph whose mark was deleted: it begins the next paragraph.</summary>
    public void Carry(string text) => _carried += text;

    /// <summary>What was carried so far, given out once.</summary>
    public string TakeCarried()
    {
        var text = _carried;
        _carried = "";
        return text;
    }

    public List<Draft> Finish()
    {
        if (_carried.Length > 0)
        {
            _items.Add(new ParagraphDraft { Text = TakeCarried() });
        }

        return _items;
    }
}
