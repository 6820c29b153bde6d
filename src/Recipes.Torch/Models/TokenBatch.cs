namespace Recipes.Torch.Models;

/// <summary>Rows of tokens laid end to end, without padding; positions restart at every row, and rows never see each
/// other.</summary>
/// <remarks>Neighbours of equal length are attended in one call, so sort rows by length where the order is
/// free.</remarks>
public sealed class TokenBatch
{
    /// <summary>Lays rows end to end.</summary>
    /// <param name="rows">At least one; none empty.</param>
    public TokenBatch(IReadOnlyList<int[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Lengths = [.. rows.Select(row => row.Length)];
        if (Lengths.Count == 0 || Lengths.Contains(0))
        {
            throw new ArgumentException("a batch needs rows, and every row a token", nameof(rows));
        }

        Ids = new long[Lengths.Sum()];
        Places = new(new long[Ids.Length], new int[Ids.Length]);
        var at = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++, at++)
            {
                Ids[at] = row[i];
                Places.Positions[at] = i;
                Places.Lengths[at] = row.Length;
            }
        }

        Groups = [.. GroupsOf(Lengths)];
    }

    /// <summary>Tokens per row.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Consecutive rows of equal length: how many, how long.</summary>
    public IReadOnlyList<(int Rows, int Length)> Groups { get; }

    /// <summary>Tokens in all.</summary>
    public int Tokens => Ids.Length;

    /// <summary>One id per token.</summary>
    internal long[] Ids { get; }

    /// <summary>Where each token stands in its row.</summary>
    internal Places Places { get; }

    private static IEnumerable<(int Rows, int Length)> GroupsOf(IReadOnlyList<int> lengths)
    {
        for (var i = 0; i < lengths.Count;)
        {
            var first = i;
            while (i < lengths.Count && lengths[i] == lengths[first])
            {
                i++;
            }

            yield return (i - first, lengths[first]);
        }
    }
}
