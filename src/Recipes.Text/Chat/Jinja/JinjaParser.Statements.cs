namespace Recipes.Text.Chat.Jinja;

/// <summary>Reads statements.</summary>
internal sealed partial class JinjaParser
{
    private int _loops;

    /// <summary>The whole template.</summary>
    /// <exception cref="JinjaException">TemplateSyntaxError or TemplateAssertionError, with the place.</exception>
    public IReadOnlyList<Statement> Parse()
    {
        var body = ParseBody();
        return Current.Kind == TokenKind.End ? body : throw Error($"unexpected {Shown(tokens[_next + 1])}");
    }

    /// <summary>Statements up to one of the closing words, which is left unread, its block's beginning read.</summary>
    private List<Statement> ParseBody(params string[] closing)
    {
        var body = new List<Statement>();
        while (Current.Kind != TokenKind.End)
        {
            if (Current.Kind == TokenKind.BlockBegin && closing.Contains(tokens[_next + 1].Text))
            {
                Take();
                return body;
            }

            body.Add(ParseOne());
        }

        return closing.Length == 0 ? body : throw Error($"expected '{closing[^1]}', got the end of the template");
    }

    private List<Statement> ParseBlock(params string[] closing)
    {
        ExpectBlockEnd();
        return Deeper(() => ParseBody(closing));
    }

    private Statement ParseOne()
    {
        var token = Take();
        if (token.Kind == TokenKind.Data)
        {
            return new TextStatement(token.Place, token.Text);
        }

        if (token.Kind == TokenKind.PrintBegin)
        {
            var value = ParseTuple();
            return Take().Kind == TokenKind.PrintEnd
                ? new PrintStatement(token.Place, value)
                : throw new JinjaException(
                    "TemplateSyntaxError",
                    $"unexpected {Shown(tokens[_next - 1])}",
                    tokens[_next - 1].Place
                );
        }

        var word = Current.Kind == TokenKind.Name ? Take() : throw Error($"unexpected {Shown(Current)}");
        return ParseStatement(word.Text, word.Place);
    }

    private Statement ParseStatement(string word, int place) =>
        word switch
        {
            "if" => ParseIf(place),
            "for" => ParseFor(place),
            "set" => ParseSet(place),
            "macro" => ParseMacro(place),
            "generation" => ParseGeneration(place),
            "filter" => ParseFilterBlock(place),
            "with" => ParseWith(place),
            "break" when _loops > 0 => ParseLeave(place, Flow.Break),
            "continue" when _loops > 0 => ParseLeave(place, Flow.Continue),
            _ => throw new JinjaException(
                "TemplateSyntaxError",
                $"the statement '{word}' is not known or not allowed here",
                place
            ),
        };

    private IfStatement ParseIf(int place)
    {
        var branches = new List<(Expression?, IReadOnlyList<Statement>)>();
        _conditions++;
        for (var word = "if"; word != "endif"; word = Take().Text)
        {
            var condition = word == "else" ? null : ParseTuple();
            branches.Add((condition, word == "else" ? ParseBlock("endif") : ParseBlock("elif", "else", "endif")));
        }

        _conditions--;
        ExpectBlockEnd();
        return new(place, branches);
    }

    private ForStatement ParseFor(int place)
    {
        var targets = ParseTargets("in");
        if (!SkipName("in"))
        {
            throw Error($"expected 'in', got {Shown(Current)}");
        }

        var items = ParseLoopItems();
        var condition = SkipName("if") ? ParseExpression() : null;
        if (AtName("recursive"))
        {
            throw Error("recursive loops are not built");
        }

        _loops++;
        var body = ParseBlock("else", "endfor");
        _loops--;
        IReadOnlyList<Statement> otherwise = Take().Text == "else" ? ParseElse() : [];
        ExpectBlockEnd();
        return new(place, targets, items) { Condition = condition, Body = body, Else = otherwise };
    }

    /// <summary>What follows <c>in</c>: without a condition of its own, since <c>if</c> belongs to the loop.</summary>
    private Expression ParseLoopItems()
    {
        var place = Current.Place;
        var items = new List<Expression> { ParseOr() };
        while (SkipSign(","))
        {
            items.Add(ParseOr());
        }

        return items.Count == 1 ? items[0] : new SequenceExpression(place, items, IsTuple: true);
    }

    private List<Statement> ParseElse()
    {
        var body = ParseBlock("endfor");
        Take();
        return body;
    }

    private List<string> ParseTargets(string end)
    {
        var isBracketed = SkipSign("(");
        var targets = new List<string> { ExpectName() };
        while (SkipSign(",") && !AtName(end))
        {
            targets.Add(ExpectName());
        }

        if (isBracketed)
        {
            ExpectSign(")");
        }

        return targets;
    }

    private Statement ParseSet(int place)
    {
        if (tokens[_next + 1] is { Kind: TokenKind.Sign, Text: "." })
        {
            var owner = ExpectName();
            Take();
            var name = ExpectName();
            ExpectSign("=");
            return End(new SetAttributeStatement(place, owner, name, ParseTuple()));
        }

        var targets = ParseTargets("=");
        if (SkipSign("="))
        {
            return End(new SetStatement(place, targets, ParseTuple()));
        }

        var filter = AtSign("|") ? ParseFilterChain() : null;
        var body = ParseBlock("endset");
        Take();
        return targets.Count == 1
            ? End(new CaptureStatement(place, targets[0], filter, body))
            : throw new JinjaException("TemplateSyntaxError", "a set block has one name", place);
    }

    private FilterExpression ParseFilterChain()
    {
        FilterExpression? filter = null;
        while (filter is null ? AtSign("|") || Current.Kind == TokenKind.Name : AtSign("|"))
        {
            SkipSign("|");
            filter = ParseFilter(filter);
        }

        return filter ?? throw Error("expected a filter");
    }

    private Statement ParseFilterBlock(int place)
    {
        var filter = ParseFilterChain();
        var body = ParseBlock("endfilter");
        Take();
        return End(new CaptureStatement(place, null, filter, body));
    }

    private Statement ParseMacro(int place)
    {
        var name = ExpectName();
        ExpectSign("(");
        var parameters = new List<(string, Expression?)>();
        while (!SkipSign(")"))
        {
            if (parameters.Count > 0)
            {
                ExpectSign(",");
            }

            var parameter = ExpectName();
            parameters.Add((parameter, SkipSign("=") ? ParseExpression() : null));
        }

        var loops = _loops;
        _loops = 0;
        var body = ParseBlock("endmacro");
        _loops = loops;
        Take();
        return End(new MacroStatement(place, name, parameters, body));
    }

    private Statement ParseGeneration(int place)
    {
        var loops = _loops;
        _loops = 0;
        var body = ParseBlock("endgeneration");
        _loops = loops;
        Take();
        return End(new GenerationStatement(place, body));
    }

    private Statement ParseWith(int place)
    {
        var names = new List<(string, Expression)>();
        while (Current.Kind == TokenKind.Name)
        {
            var name = ExpectName();
            ExpectSign("=");
            names.Add((name, ParseExpression()));
            SkipSign(",");
        }

        var body = ParseBlock("endwith");
        Take();
        return End(new WithStatement(place, names, body));
    }

    private Statement ParseLeave(int place, Flow flow) => End(new LeaveStatement(place, flow));

    private Statement End(Statement statement)
    {
        ExpectBlockEnd();
        return statement;
    }

    private void ExpectBlockEnd()
    {
        if (Current.Kind != TokenKind.BlockEnd)
        {
            throw Error($"expected the end of the tag, got {Shown(Current)}");
        }

        Take();
    }
}
