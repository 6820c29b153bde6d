namespace Recipes.Text.Chat.Jinja;

/// <summary>Reads what stands behind a value: attributes, items, calls, filters and tests.</summary>
internal sealed partial class JinjaParser
{
    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            if (AtSign("."))
            {
                var place = Take().Place;
                value = Current.Kind == TokenKind.Integer
                    ? new ItemExpression(place, value, ParsePrimary())
                    : new AttributeExpression(place, value, ExpectName());
            }
            else if (AtSign("["))
            {
                value = ParseSubscript(value, Take().Place);
            }
            else if (AtSign("("))
            {
                value = new CallExpression(Current.Place, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ParseSubscript(Expression owner, int place)
    {
        var start = AtSign(":") ? null : ParseTuple();
        if (start is not null && SkipSign("]"))
        {
            return new ItemExpression(place, owner, start);
        }

        ExpectSign(":");
        var stop = AtSign(":") || AtSign("]") ? null : ParseExpression();
        var step = SkipSign(":") && !AtSign("]") ? ParseExpression() : null;
        ExpectSign("]");
        return new SliceExpression(place, owner, start, stop, step);
    }

    private ArgumentList ParseArguments()
    {
        ExpectSign("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        while (!SkipSign(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                ExpectSign(",");
                if (SkipSign(")"))
                {
                    break;
                }
            }

            if (AtSign("*") || AtSign("**"))
            {
                throw Error($"'{Current.Text}' before an argument is not built");
            }

            if (Current.Kind == TokenKind.Name && tokens[_next + 1] is { Kind: TokenKind.Sign, Text: "=" })
            {
                var name = Take().Text;
                Take();
                named.Add((name, ParseExpression()));
            }
            else
            {
                positional.Add(ParseExpression());
            }
        }

        return new(positional, named);
    }

    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            if (SkipSign("|"))
            {
                value = ParseFilter(value);
            }
            else if (AtName("is"))
            {
                value = ParseTest(value);
            }
            else if (AtSign("("))
            {
                value = new CallExpression(Current.Place, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private FilterExpression ParseFilter(Expression? value)
    {
        var place = Current.Place;
        var name = ParseDottedName();
        return JinjaFilters.Has(name) || _conditions > 0
            ? new(place, value, name, AtSign("(") ? ParseArguments() : ArgumentList.Empty)
            : throw new JinjaException("TemplateAssertionError", $"No filter named '{name}'.", place);
    }

    private Expression ParseTest(Expression value)
    {
        var place = Take().Place;
        var isNegated = SkipName("not");
        var name = ParseDottedName();
        if (!JinjaTests.Has(name) && _conditions == 0)
        {
            throw new JinjaException("TemplateAssertionError", $"No test named '{name}'.", place);
        }

        var arguments =
            AtSign("(") ? ParseArguments()
            : StartsValue() ? new([ParsePostfix(ParsePrimary())], [])
            : ArgumentList.Empty;
        Expression test = new TestExpression(place, value, name, arguments);
        return isNegated ? new UnaryExpression(place, "not", test) : test;
    }

    private bool StartsValue() => Current.Kind switch
    {
        TokenKind.Name => Current.Text is not ("else" or "or" or "and" or "is" or "if" or "in" or "not"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => AtSign("[") || AtSign("{"),
    };

    private string ParseDottedName()
    {
        var name = ExpectName();
        while (SkipSign("."))
        {
            name += "." + ExpectName();
        }

        return name;
    }
}
