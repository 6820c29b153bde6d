using System.Runtime.CompilerServices;
using System.Text;

namespace Recipes.Text.Chat.Jinja;

/// <summary>What one rendering has used and written so far; every limit is counted, never timed.</summary>
internal sealed class RenderState
{
    /// <summary>Evaluations, and characters made divided by four: 40 MB of text, or about two seconds of loops. Chosen
    /// by hand.</summary>
    private const long MostSteps = 10_000_000;

    /// <summary>Nested evaluations; Python's limit of 1,000 frames allows less. Chosen by hand.</summary>
    private const int MostDepth = 2_000;

    private readonly List<(int Start, int End)> _spans = [];
    private long _steps;
    private int _depth;

    /// <summary>The text being written: the rendering, or the inside of a macro or block.</summary>
    public StringBuilder Output { get; private set; } = new();

    /// <summary>0 while the rendering itself is written.</summary>
    public int Captures { get; private set; }

    /// <summary>Places of generation blocks in the rendering, UTF-16 units, end exclusive.</summary>
    public IReadOnlyList<(int Start, int End)> Spans => _spans;

    /// <summary>Whether a generation block ran inside a macro, filter or set block, where its place is not
    /// known.</summary>
    public bool HasHiddenSpan { get; private set; }

    /// <summary>Counts one evaluation and one level; pair it with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Spend(1);
        _depth++;
        if (_depth > MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("RecursionError", "maximum recursion depth exceeded");
        }
    }

    /// <summary>One level less.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts work.</summary>
    public void Spend(long steps)
    {
        _steps += steps;
        if (_steps > MostSteps)
        {
            throw new JinjaException(
                "LimitError",
                $"the template needs more than {MostSteps} steps, so it may never end"
            );
        }
    }

    /// <summary>Counts a text that was made, and gives it back.</summary>
    public string Made(string text)
    {
        Spend(text.Length / 4);
        return text;
    }

    /// <summary>Counts text about to be made.</summary>
    public void SpendText(long lengthChars) => Spend(lengthChars / 4);

    /// <summary>Writes to the current output.</summary>
    public void Write(string text)
    {
        SpendText(text.Length);
        Output.Append(text);
    }

    /// <summary>Runs something that writes, and gives what it wrote.</summary>
    public string Capture(Action write)
    {
        var outer = Output;
        Output = new();
        Captures++;
        try
        {
            write();
            return Output.ToString();
        }
        finally
        {
            Output = outer;
            Captures--;
        }
    }

    /// <summary>Notes that a generation block wrote from there to the end of the output.</summary>
    public void AddSpan(int start)
    {
        HasHiddenSpan |= Captures > 0;
        if (Captures == 0)
        {
            _spans.Add((start, Output.Length));
        }
    }
}
