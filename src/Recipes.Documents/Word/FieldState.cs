namespace Recipes.Documents.Word;

/// <summary>Where in nested fields the reader stands: text between begin and separate is code, not text.</summary>
internal sealed class FieldState
{
    private readonly Stack<bool> _isCode = new();
    private int _codes;

    public bool IsInCode => _codes > 0;

    public void Mark(string? type)
    {
        if (type == "begin")
        {
            _isCode.Push(true);
            _codes++;
        }
        else if (type == "separate" && _isCode.TryPop(out var wasCode))
        {
            _codes -= wasCode ? 1 : 0;
            _isCode.Push(false);
        }
        else if (type == "end" && _isCode.TryPop(out var isCode))
        {
            _codes -= isCode ? 1 : 0;
        }
    }

    /// <summary>A field whose code never ends must not swallow the rest of the document.</summary>
    public void EndParagraph()
    {
        if (_codes > 0)
        {
            _codes = 0;
            _isCode.Clear();
        }
    }
}
