namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Merging written the slow, obvious way, beside the real one.</summary>
internal sealed class MergeTableProbe(List<(int Left, int Right, int Result)> merges)
{
    private readonly Recipes.Text.Tokenizers.MergeTable _table = new(merges);

    public int[] Merge(int[] ids)
    {
        var copy = ids.ToArray();
        return copy[..Recipes.Text.Tokenizers.BytePairMerger.Merge(copy, _table)];
    }

    public int[] MergeOneByOne(int[] ids)
    {
        var left = ids.ToList();
        while (true)
        {
            var pairs = left.Zip(left.Skip(1)).ToList();
            var rank = merges.FindLastIndex(_ => true);
            var best = -1;
            for (var r = 0; r <= rank && best < 0; r++)
            {
                best = pairs.IndexOf((merges[r].Left, merges[r].Right));
                if (best >= 0 && merges.FindLastIndex(m => (m.Left, m.Right) == pairs[best]) != r)
                {
                    best = -1; // a later merge of the pair counts
                }

                if (best >= 0)
                {
                    left[best] = merges[r].Result;
                    left.RemoveAt(best + 1);
                }
            }

            if (best < 0)
            {
                return [.. left];
            }
        }
    }
}
