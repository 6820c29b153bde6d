namespace Recipes.Torch.Generation.Json;

/// <summary>What choices come down to.</summary>
internal sealed class ShapeLeaves(IReadOnlyList<JsonShape> shapes)
{
    private readonly Dictionary<int, int[]> _known = [];

    /// <summary>The numbers of the shapes, none a choice, that a shape comes down to, in the order of the schema.</summary>
    public int[] Of(int number)
    {
        if (_known.TryGetValue(number, out var leaves))
        {
            return leaves;
        }

        var (seen, found, open) = (new HashSet<int>(), new List<int>(), new Stack<int>([number]));
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (shapes[next] is ChoiceShape choice)
            {
                foreach (var one in choice.Shapes.Reverse())
                {
                    open.Push(one);
                }
            }
            else
            {
                found.Add(next);
            }
        }

        return _known[number] = [.. found];
    }
}
