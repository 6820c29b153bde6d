namespace Recipes.Text.Chat.Jinja;

/// <summary>A part of a template that has a value.</summary>
/// <param name="Place">Offset in the source.</param>
internal abstract record Expression(int Place)
{
    /// <summary>The value where these names hold.</summary>
    /// <exception cref="JinjaException">What Python would raise, with the place.</exception>
    public object? Evaluate(JinjaScope scope)
    {
        scope.State.Enter();
        try
        {
            return Compute(scope);
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

    /// <summary>The value, without counting.</summary>
    protected abstract object? Compute(JinjaScope scope);
}

/// <summary>A literal.</summary>
internal sealed record ConstantExpression(int Place, object? Value) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => Value;
}

/// <summary>A name.</summary>
internal sealed record NameExpression(int Place, string Name) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => scope.Get(Name);
}

/// <summary>A list or a tuple.</summary>
internal sealed record SequenceExpression(int Place, IReadOnlyList<Expression> Items, bool IsTuple) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) =>
        new JinjaSequence(
            Items.Select(item => item.Evaluate(scope)).ToList(),
            IsTuple ? SequenceKind.Tuple : SequenceKind.List
        );
}

/// <summary>A dict.</summary>
internal sealed record DictExpression(int Place, IReadOnlyList<(Expression Key, Expression Value)> Pairs)
    : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope)
    {
        var dict = new JinjaDict();
        foreach (var (key, value) in Pairs)
        {
            dict.Set(key.Evaluate(scope), value.Evaluate(scope));
        }

        return dict;
    }
}

/// <summary><c>a.b</c>: an attribute first, then an item.</summary>
internal sealed record AttributeExpression(int Place, Expression Owner, string Name) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => JinjaLookup.Attribute(Owner.Evaluate(scope), Name);
}

/// <summary><c>a[b]</c>: an item first, then an attribute.</summary>
internal sealed record ItemExpression(int Place, Expression Owner, Expression Key) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) =>
        JinjaLookup.Item(Owner.Evaluate(scope), Key.Evaluate(scope), scope.State);
}

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed record SliceExpression(
    int Place,
    Expression Owner,
    Expression? Start,
    Expression? Stop,
    Expression? Step
) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => JinjaLookup.Slice(
        Owner.Evaluate(scope), Start?.Evaluate(scope), Stop?.Evaluate(scope), Step?.Evaluate(scope), scope.State);
}

/// <summary>Arguments as written.</summary>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional,
    IReadOnlyList<(string Name, Expression Value)> Named
)
{
    /// <summary>None.</summary>
    public static ArgumentList Empty { get; } = new([], []);

    /// <summary>Their values.</summary>
    public CallArguments Evaluate(JinjaScope scope)
    {
        if (Positional.Count + Named.Count == 0)
        {
            return CallArguments.None;
        }

        var positional = Positional.Select(p => p.Evaluate(scope)).ToList();
        return new(positional, Named.ToDictionary(n => n.Name, n => n.Value.Evaluate(scope), StringComparer.Ordinal));
    }
}

/// <summary><c>f(...)</c>.</summary>
internal sealed record CallExpression(int Place, Expression Function, ArgumentList Arguments) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope)
    {
        var function = Function.Evaluate(scope);
        PythonCompare.ThrowIfUndefined(function);
        var arguments = Arguments.Evaluate(scope);
        return function switch
        {
            JinjaFunction known => known.Call(scope.State, arguments),
            JinjaMacro macro => macro.Call(scope.State, arguments),
            _ => throw new JinjaException("TypeError", $"'{PythonCompare.TypeName(function)}' object is not callable"),
        };
    }
}

/// <summary><c>value | name(...)</c>.</summary>
internal sealed record FilterExpression(int Place, Expression? Value, string Name, ArgumentList Arguments)
    : Expression(Place)
{
    /// <summary>The result for a value that was computed elsewhere.</summary>
    public object? Apply(object? value, JinjaScope scope) =>
        JinjaFilters.Find(Name)(value, Arguments.Evaluate(scope), scope.State);

    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => Apply(Value?.Evaluate(scope), scope);
}

/// <summary><c>value is name(...)</c>.</summary>
internal sealed record TestExpression(int Place, Expression Value, string Name, ArgumentList Arguments)
    : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) =>
        JinjaTests.Find(Name)(Value.Evaluate(scope), Arguments.Evaluate(scope));
}

/// <summary><c>a if condition else b</c>.</summary>
internal sealed record ConditionalExpression(int Place, Expression Condition, Expression Then, Expression? Else)
    : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) =>
        PythonCompare.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope)
        : Else is not null ? Else.Evaluate(scope)
        : new JinjaUndefined("the inline if-expression evaluated to false and no else section was defined.");
}

/// <summary><c>not</c>, <c>-</c> or <c>+</c> before a value.</summary>
internal sealed record UnaryExpression(int Place, string Sign, Expression Value) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) => Sign == "not"
        ? !PythonCompare.IsTrue(Value.Evaluate(scope))
        : PythonArithmetic.Sign(Sign, Value.Evaluate(scope));
}

/// <summary><c>and</c> or <c>or</c>: gives one of the operands.</summary>
internal sealed record LogicExpression(int Place, bool IsAnd, Expression Left, Expression Right) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope)
    {
        var left = Left.Evaluate(scope);
        return PythonCompare.IsTrue(left) == IsAnd ? Right.Evaluate(scope) : left;
    }
}

/// <summary>Arithmetic, and <c>~</c>.</summary>
internal sealed record BinaryExpression(int Place, string Sign, Expression Left, Expression Right) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope) =>
        PythonArithmetic.Apply(Sign, Left.Evaluate(scope), Right.Evaluate(scope), scope.State);
}

/// <summary>A chain of comparisons, each with the value before.</summary>
internal sealed record ComparisonExpression(
    int Place,
    Expression First,
    IReadOnlyList<(string Sign, Expression Value)> Rest
) : Expression(Place)
{
    /// <inheritdoc/>
    protected override object? Compute(JinjaScope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (sign, expression) in Rest)
        {
            var right = expression.Evaluate(scope);
            if (!Holds(sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private static bool Holds(string sign, object? left, object? right) => sign switch
    {
        "==" => PythonCompare.AreEqual(left, right),
        "!=" => !PythonCompare.AreEqual(left, right),
        "in" => PythonCompare.Contains(right, left),
        "not in" => !PythonCompare.Contains(right, left),
        "<" => PythonCompare.Order(left, right, sign) < 0,
        "<=" => PythonCompare.Order(left, right, sign) <= 0,
        ">" => PythonCompare.Order(left, right, sign) > 0,
        _ => PythonCompare.Order(left, right, sign) >= 0,
    };
}
