namespace Recipes.Torch.Models;

/// <summary>Where each of N tokens stands.</summary>
/// <param name="Positions">Its place in its sequence, from 0.</param>
/// <param name="Lengths">Tokens of its sequence in all: what dynamic rotary scaling depends on.</param>
public sealed record Places(long[] Positions, int[] Lengths);
