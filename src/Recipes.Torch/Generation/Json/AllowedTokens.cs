namespace Recipes.Torch.Generation.Json;

/// <summary>The tokens that may come in a state.</summary>
/// <param name="bits">None yet: a bit per token of the vocabulary.</param>
internal sealed class AllowedTokens(ulong[] bits)
{
    /// <summary>A bit per token.</summary>
    public ulong[] Bits => bits;

    /// <summary>The fewest bytes that end the text behind the token where they are most: where more tokens may follow, none
    /// has to be looked at.</summary>
    public int MostClosing { get; private set; }

    /// <summary>Adds a token.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="closing">The fewest bytes that end the text behind it.</param>
    public void Add(int id, int closing)
    {
        bits[id / 64] |= 1UL << id;
        MostClosing = Math.Max(MostClosing, closing);
    }
}
