namespace Recipes.Torch.Generation.Json;

/// <summary>Lists of whole numbers, each with a number of its own from 0 on: equal ones have the same.</summary>
internal sealed class NumberedSets
{
    private readonly List<int[]> _sets = [];
    private readonly Dictionary<int[], int> _numbers = new(new Same());

    /// <summary>How many there are.</summary>
    public int Count => _sets.Count;

    /// <summary>The list with a number.</summary>
    public int[] this[int number] => _sets[number];

    /// <summary>The number of a list, which must not be changed afterwards.</summary>
    public int Of(int[] set)
    {
        if (!_numbers.TryGetValue(set, out var number))
        {
            number = _numbers[set] = _sets.Count;
            _sets.Add(set);
        }

        return number;
    }

    private sealed class Same : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
