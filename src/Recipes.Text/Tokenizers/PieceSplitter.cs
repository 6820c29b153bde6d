namespace Recipes.Text.Tokenizers;

/// <summary>Cuts a segment into the pieces that are merged each for itself. Holds buffers: one per thread.</summary>
internal sealed class PieceSplitter(IReadOnlyList<SplitStep> steps)
{
    private List<(int Start, int End)> _pieces = [];
    private List<(int Start, int End)> _smaller = [];

    /// <summary>The pieces in order; valid until the next call.</summary>
    public IReadOnlyList<(int Start, int End)> Split(ReadOnlySpan<char> text)
    {
        _pieces.Clear();
        if (text.Length > 0)
        {
            _pieces.Add((0, text.Length));
        }

        foreach (var step in steps)
        {
            _smaller.Clear();
            foreach (var (start, end) in _pieces)
            {
                step.Split(text, start, end, _smaller);
            }

            (_pieces, _smaller) = (_smaller, _pieces);
        }

        return _pieces;
    }
}
