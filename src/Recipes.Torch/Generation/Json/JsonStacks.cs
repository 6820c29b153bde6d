namespace Recipes.Torch.Generation.Json;

/// <summary>Frames on top of each other, each stack with a number: equal ones have the same. 0 is the empty one: the text
/// is whole.</summary>
internal sealed class JsonStacks
{
    private readonly List<(JsonFrame Top, int Below, int Depth)> _stacks = [default];
    private readonly Dictionary<(JsonFrame, int), int> _numbers = [];

    /// <summary>How many there are.</summary>
    public int Count => _stacks.Count;

    /// <summary>The frame on top of a stack that is not empty.</summary>
    public JsonFrame Top(int stack) => _stacks[stack].Top;

    /// <summary>What is below it.</summary>
    public int Below(int stack) => _stacks[stack].Below;

    /// <summary>Lists and objects that are open.</summary>
    public int Depth(int stack) => _stacks[stack].Depth;

    /// <summary>A stack with a frame more.</summary>
    public int Push(JsonFrame frame, int below)
    {
        if (!_numbers.TryGetValue((frame, below), out var number))
        {
            number = _numbers[(frame, below)] = _stacks.Count;
            var opens = frame.Kind is FrameKind.ObjectStart or FrameKind.ObjectNext or FrameKind.ObjectComma or FrameKind.Key or FrameKind.Colon
                or FrameKind.ListStart or FrameKind.ListNext;
            _stacks.Add((frame, below, _stacks[below].Depth + (opens ? 1 : 0)));
        }

        return number;
    }
}
