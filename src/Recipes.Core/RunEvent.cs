namespace Recipes.Core;

/// <summary>Something that happened while stages ran. Console, log and <c>run.html</c> read the same events.</summary>
public abstract record RunEvent
{
    /// <summary>The node it happened in, such as <c>train/lora</c>.</summary>
    public required string Node { get; init; }
}

/// <summary>A line for people.</summary>
/// <param name="Text">One line, no control characters.</param>
public sealed record NoteEvent(string Text) : RunEvent;

/// <summary>A warning for people; the run goes on.</summary>
/// <param name="Text">One line, or a problem's.</param>
public sealed record WarningEvent(string Text) : RunEvent
{
    /// <summary>A warning whose text names its own place.</summary>
    public WarningEvent(Problem problem)
        : this((problem ?? throw new ArgumentNullException(nameof(problem))).ToWarning()) => NamesPlace = true;

    /// <summary>True where the text begins with the file that it is about, so that the node adds nothing.</summary>
    public bool NamesPlace { get; }

    /// <summary>As it is printed.</summary>
    public override string ToString() => NamesPlace ? Text : $"{Node}: warning: {Text}";
}

/// <summary>How far long work is.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit">step, item, document.</param>
/// <param name="Detail">Loss, tokens per second; may be empty.</param>
public sealed record ProgressEvent(long Done, long Total, string Unit, string Detail) : RunEvent;

/// <summary>A measured speed or size, shown in <c>run.json</c> only: it never enters an artifact.</summary>
/// <param name="Name">For example tokensPerSecond.</param>
/// <param name="Value">Its value.</param>
public sealed record MeasureEvent(string Name, double Value) : RunEvent;
