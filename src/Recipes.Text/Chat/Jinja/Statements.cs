namespace Recipes.Text.Chat.Jinja;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    /// <summary>Go on.</summary>
    Next,

    /// <summary>Leave the loop.</summary>
    Break,

    /// <summary>Take the loop's next item.</summary>
    Continue,
}

/// <summary>A part of a template that does something.</summary>
/// <param name="Place">Offset in the source.</param>
internal abstract record Statement(int Place)
{
    /// <summary>Runs statements in order until one leaves the loop.</summary>
    public static Flow RunAll(IReadOnlyList<Statement> statements, JinjaScope scope)
    {
        foreach (var statement in statements)
        {
            var flow = statement.RunCounted(scope);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>Runs this statement, without counting.</summary>
    protected abstract Flow Run(JinjaScope scope);

    private Flow RunCounted(JinjaScope scope)
    {
        scope.State.Enter();
        try
        {
            return Run(scope);
        }
        catch (JinjaException e) when (e.Place < 0)
        {
            e.PlaceAt(Place);
            throw;
        }
        finally
        {
            scope.State.Leave();
        }
    }
}

/// <summary>Text between tags.</summary>
internal sealed record TextStatement(int Place, string Text) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        scope.State.Write(Text);
        return Flow.Next;
    }
}

/// <summary><c>{{ value }}</c>.</summary>
internal sealed record PrintStatement(int Place, Expression Value) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        var value = Value.Evaluate(scope);
        if (value is JinjaUndefined { Kind: not "UndefinedError" } unsafeValue)
        {
            throw unsafeValue.Failure();
        }

        scope.State.Write(PythonText.Str(value, scope.State));
        return Flow.Next;
    }
}

/// <summary><c>if</c>, <c>elif</c>, <c>else</c> (whose condition is null).</summary>
internal sealed record IfStatement(
    int Place,
    IReadOnlyList<(Expression? Condition, IReadOnlyList<Statement> Body)> Branches
) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        foreach (var (condition, body) in Branches)
        {
            if (condition is null || PythonCompare.IsTrue(condition.Evaluate(scope)))
            {
                return RunAll(body, scope);
            }
        }

        return Flow.Next;
    }
}

/// <summary><c>for targets in items if condition … else …</c>.</summary>
internal sealed record ForStatement(int Place, IReadOnlyList<string> Targets, Expression Items) : Statement(Place)
{
    /// <summary>Which items count; null for all.</summary>
    public Expression? Condition { get; init; }

    /// <summary>Run per item.</summary>
    public required IReadOnlyList<Statement> Body { get; init; }

    /// <summary>Run where there is no item.</summary>
    public required IReadOnlyList<Statement> Else { get; init; }

    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        var all = JinjaIteration.Of(Items.Evaluate(scope), scope.State);
        var items = Condition is null ? all : all.Where(item => Counts(item, scope)).ToList();
        var loop = new JinjaLoop(items, scope.Get("loop") is JinjaLoop outer ? outer.Depth + 1 : 0);
        for (var i = 0; i < items.Count; i++)
        {
            loop.Index = i;
            var inner = scope.Inner();
            inner.Set("loop", loop);
            Assign(items[i], inner);
            if (RunAll(Body, inner) == Flow.Break)
            {
                break;
            }
        }

        if (items.Count == 0)
        {
            RunAll(Else, scope.Inner());
        }

        return Flow.Next;
    }

    private bool Counts(object? item, JinjaScope scope)
    {
        var inner = scope.Inner();
        Assign(item, inner);
        return PythonCompare.IsTrue(Condition!.Evaluate(inner)); // called only where there is one
    }

    private void Assign(object? item, JinjaScope scope) => SetStatement.Unpack(Targets, item, scope);
}

/// <summary><c>set a, b = value</c>.</summary>
internal sealed record SetStatement(int Place, IReadOnlyList<string> Targets, Expression Value) : Statement(Place)
{
    /// <summary>Gives one name the value, or each its item.</summary>
    public static void Unpack(IReadOnlyList<string> targets, object? value, JinjaScope scope)
    {
        if (targets.Count == 1)
        {
            scope.Set(targets[0], value);
            return;
        }

        if (value is not (JinjaSequence or string or JinjaDict))
        {
            PythonCompare.ThrowIfUndefined(value);
            throw new JinjaException("TypeError", $"cannot unpack non-iterable {PythonCompare.TypeName(value)} object");
        }

        var items = JinjaIteration.Of(value, scope.State);
        if (items.Count != targets.Count)
        {
            throw new JinjaException("ValueError", items.Count > targets.Count
                ? $"too many values to unpack (expected {targets.Count})"
                : $"not enough values to unpack (expected {targets.Count}, got {items.Count})");
        }

        for (var i = 0; i < targets.Count; i++)
        {
            scope.Set(targets[i], items[i]);
        }
    }

    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        Unpack(Targets, Value.Evaluate(scope), scope);
        return Flow.Next;
    }
}

/// <summary><c>set space.name = value</c>.</summary>
internal sealed record SetAttributeStatement(int Place, string Owner, string Name, Expression Value) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        var value = Value.Evaluate(scope);
        if (scope.Get(Owner) is not JinjaNamespace space)
        {
            throw new JinjaException("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
        }

        space.Attributes[Name] = value;
        return Flow.Next;
    }
}

/// <summary><c>set name | filter … endset</c>, and <c>filter … endfilter</c> where the name is null.</summary>
internal sealed record CaptureStatement(
    int Place,
    string? Target,
    FilterExpression? Filter,
    IReadOnlyList<Statement> Body
) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        object? value = scope.State.Capture(() => RunAll(Body, scope.Inner()));
        value = Filter is null ? value : ApplyInner(Filter, value, scope);
        if (Target is not null)
        {
            scope.Set(Target, value);
        }
        else
        {
            scope.State.Write(PythonText.Str(value, scope.State));
        }

        return Flow.Next;
    }

    private static object? ApplyInner(FilterExpression filter, object? value, JinjaScope scope) =>
        filter.Apply(filter.Value is FilterExpression inner ? ApplyInner(inner, value, scope) : value, scope);
}

/// <summary><c>macro name(parameters) … endmacro</c>.</summary>
internal sealed record MacroStatement(
    int Place,
    string Name,
    IReadOnlyList<(string Name, Expression? Default)> Parameters,
    IReadOnlyList<Statement> Body
) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        scope.Set(Name, new JinjaMacro(Name, Parameters, Body, scope));
        return Flow.Next;
    }
}

/// <summary><c>generation … endgeneration</c>: what the model is to learn.</summary>
internal sealed record GenerationStatement(int Place, IReadOnlyList<Statement> Body) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        var start = scope.State.Output.Length;
        RunAll(Body, scope.Inner());
        scope.State.AddSpan(start);
        return Flow.Next;
    }
}

/// <summary><c>with a = b … endwith</c>.</summary>
internal sealed record WithStatement(
    int Place,
    IReadOnlyList<(string Name, Expression Value)> Names,
    IReadOnlyList<Statement> Body
) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope)
    {
        var inner = scope.Inner();
        foreach (var (name, value) in Names)
        {
            inner.Set(name, value.Evaluate(scope));
        }

        return RunAll(Body, inner);
    }
}

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record LeaveStatement(int Place, Flow Flow) : Statement(Place)
{
    /// <inheritdoc/>
    protected override Flow Run(JinjaScope scope) => Flow;
}
