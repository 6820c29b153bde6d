namespace Recipes.Text.Tokenizers;

/// <summary>The model of a tokenizer: gives the ids of one piece. Any number of threads may use one.</summary>
internal interface IPieceModel
{
    /// <summary>Appends the ids of the piece.</summary>
    /// <param name="piece">Without lone surrogates, not empty.</param>
    /// <param name="into">Where the ids go.</param>
    /// <param name="places">Where begin and end of each in the piece go, in UTF-16 units; null when not wanted.
    /// The bytes of one character all have that character's place.</param>
    void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null);
}
