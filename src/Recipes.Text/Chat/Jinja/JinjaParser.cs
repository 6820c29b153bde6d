using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Reads expressions; the order of precedence is that of Jinja's own parser.</summary>
internal sealed partial class JinjaParser(IReadOnlyList<JinjaToken> tokens)
{
    private const int MostDepth = 150; // nested brackets and blocks; chosen by hand
    private static readonly HashSet<string> _comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private int _next;
    private int _depth;
    private int _conditions; // inside if, a filter that does not exist fails only when it is reached

    private JinjaToken Current => tokens[_next];

    private JinjaToken Take() => tokens[_next < tokens.Count - 1 ? _next++ : _next];

    private bool AtSign(string text) => Current.Kind == TokenKind.Sign && Current.Text == text;

    private bool AtName(string text) => Current.Kind == TokenKind.Name && Current.Text == text;

    private bool SkipSign(string text)
    {
        var isHere = AtSign(text);
        _next += isHere ? 1 : 0;
        return isHere;
    }

    private bool SkipName(string text)
    {
        var isHere = AtName(text);
        _next += isHere ? 1 : 0;
        return isHere;
    }

    private void ExpectSign(string text)
    {
        if (!SkipSign(text))
        {
            throw Error($"expected '{text}', got {Shown(Current)}");
        }
    }

    private string ExpectName() =>
        Current.Kind == TokenKind.Name ? Take().Text : throw Error($"expected a name, got {Shown(Current)}");

    private JinjaException Error(string message) => new("TemplateSyntaxError", message, Current.Place);

    private static string Shown(JinjaToken token) => token.Kind switch
    {
        TokenKind.BlockEnd or TokenKind.PrintEnd => "the end of the tag",
        TokenKind.End => "the end of the template",
        _ => $"'{token.Text}'",
    };

    private T Deeper<T>(Func<T> parse)
    {
        if (++_depth > MostDepth)
        {
            throw Error($"more than {MostDepth} expressions or blocks stand inside each other");
        }

        var result = parse();
        _depth--;
        return result;
    }

    private Expression ParseExpression() => Deeper(ParseConditional);

    private Expression ParseConditional()
    {
        var value = ParseOr();
        while (AtName("if"))
        {
            var place = Take().Place;
            _conditions++;
            var condition = ParseOr();
            var otherwise = SkipName("else") ? ParseExpression() : null;
            _conditions--;
            value = new ConditionalExpression(place, condition, value, otherwise);
        }

        return value;
    }

    private Expression ParseOr()
    {
        var left = ParseAnd();
        while (AtName("or"))
        {
            left = new LogicExpression(Take().Place, IsAnd: false, left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (AtName("and"))
        {
            left = new LogicExpression(Take().Place, IsAnd: true, left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot() =>
        AtName("not") ? new UnaryExpression(Take().Place, "not", Deeper(ParseNot)) : ParseComparison();

    private Expression ParseComparison()
    {
        var place = Current.Place;
        var first = ParseSum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (Current.Kind == TokenKind.Sign && _comparisons.Contains(Current.Text))
            {
                rest.Add((Take().Text, ParseSum()));
            }
            else if (SkipName("in"))
            {
                rest.Add(("in", ParseSum()));
            }
            else if (AtName("not") && tokens[_next + 1] is { Kind: TokenKind.Name, Text: "in" })
            {
                _next += 2;
                rest.Add(("not in", ParseSum()));
            }
            else
            {
                return rest.Count == 0 ? first : new ComparisonExpression(place, first, rest);
            }
        }
    }

    private Expression ParseSum() => ParseBinary(ParseConcatenation, "+", "-");

    private Expression ParseConcatenation() => ParseBinary(ParseProduct, "~");

    private Expression ParseProduct() => ParseBinary(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseBinary(() => ParseUnary(hasFilters: true), "**");

    private Expression ParseBinary(Func<Expression> operand, params string[] signs)
    {
        var left = operand();
        while (Current.Kind == TokenKind.Sign && signs.Contains(Current.Text))
        {
            var sign = Take();
            left = new BinaryExpression(sign.Place, sign.Text, left, operand());
        }

        return left;
    }

    private Expression ParseUnary(bool hasFilters)
    {
        var value = AtSign("-") || AtSign("+")
            ? new UnaryExpression(Current.Place, Take().Text, Deeper(() => ParseUnary(hasFilters: false)))
            : ParsePrimary();
        value = ParsePostfix(value);
        return hasFilters ? ParseFilters(value) : value;
    }

    private Expression ParsePrimary()
    {
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Name => Named(token),
            TokenKind.String => new ConstantExpression(token.Place, token.Text + MoreStrings()),
            TokenKind.Integer => new ConstantExpression(
                token.Place,
                BigInteger.Parse(Digits(token), CultureInfo.InvariantCulture)
            ),
            TokenKind.Float => new ConstantExpression(
                token.Place,
                double.Parse(Digits(token), CultureInfo.InvariantCulture)
            ),
            TokenKind.Sign when token.Text == "(" => ParseParentheses(token.Place),
            TokenKind.Sign when token.Text == "[" => new SequenceExpression(
                token.Place,
                ParseItems("]"),
                IsTuple: false
            ),
            TokenKind.Sign when token.Text == "{" => ParseDict(token.Place),
            _ => throw new JinjaException("TemplateSyntaxError", $"unexpected {Shown(token)}", token.Place),
        };
    }

    private static string Digits(JinjaToken token) => token.Text.Replace("_", "", StringComparison.Ordinal);

    private static Expression Named(JinjaToken token) => token.Text switch
    {
        "true" or "True" => new ConstantExpression(token.Place, true),
        "false" or "False" => new ConstantExpression(token.Place, false),
        "none" or "None" => new ConstantExpression(token.Place, null),
        _ => new NameExpression(token.Place, token.Text),
    };

    private string MoreStrings()
    {
        var text = "";
        while (Current.Kind == TokenKind.String)
        {
            text += Take().Text;
        }

        return text;
    }

    private Expression ParseParentheses(int place)
    {
        if (SkipSign(")"))
        {
            return new SequenceExpression(place, [], IsTuple: true);
        }

        var value = ParseTuple();
        ExpectSign(")");
        return value;
    }

    /// <summary>One expression, or several with commas: a tuple.</summary>
    private Expression ParseTuple()
    {
        var place = Current.Place;
        var items = new List<Expression> { ParseExpression() };
        var isTuple = false;
        while (SkipSign(","))
        {
            isTuple = true;
            if (AtSign(")") || Current.Kind is TokenKind.BlockEnd or TokenKind.PrintEnd)
            {
                break;
            }

            items.Add(ParseExpression());
        }

        return isTuple ? new SequenceExpression(place, items, IsTuple: true) : items[0];
    }

    private List<Expression> ParseItems(string close)
    {
        var items = new List<Expression>();
        while (!SkipSign(close))
        {
            if (items.Count > 0)
            {
                ExpectSign(",");
                if (SkipSign(close))
                {
                    break;
                }
            }

            items.Add(ParseExpression());
        }

        return items;
    }

    private DictExpression ParseDict(int place)
    {
        var pairs = new List<(Expression, Expression)>();
        while (!SkipSign("}"))
        {
            if (pairs.Count > 0)
            {
                ExpectSign(",");
                if (SkipSign("}"))
                {
                    break;
                }
            }

            var key = ParseExpression();
            ExpectSign(":");
            pairs.Add((key, ParseExpression()));
        }

        return new(place, pairs);
    }
}
