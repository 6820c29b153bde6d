namespace Recipes.Text.Chat.Jinja;

/// <summary>Names of one block; those of the blocks around it are seen, not changed.</summary>
internal sealed class JinjaScope(JinjaScope? outer, RenderState state)
{
    private const int StepsOfBlock = 8; // a block takes the memory and time of so many evaluations, also where it is empty

    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);

    /// <summary>What the rendering has used.</summary>
    public RenderState State => state;

    /// <summary>A block inside.</summary>
    public JinjaScope Inner()
    {
        state.Spend(StepsOfBlock);
        return new(this, state);
    }

    /// <summary>Sets a name here.</summary>
    public void Set(string name, object? value) => _names[name] = value;

    /// <summary>The value of a name, or undefined.</summary>
    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._names.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return new JinjaUndefined($"'{name}' is undefined");
    }

    private JinjaScope? Outer { get; } = outer;
}
