using System.Numerics;
using System.Text;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Functions that every template sees.</summary>
internal static class JinjaGlobals
{
    private const int LongestRange = 100_000; // the sandbox's own limit

    /// <summary>Sets them.</summary>
    public static void AddTo(JinjaScope scope, DateTime? today)
    {
        scope.Set("range", new JinjaFunction("range", Range));
        scope.Set("dict", new JinjaFunction("dict", (_, a) => Dict(a)));
        scope.Set("namespace", new JinjaFunction("namespace", (_, a) => Namespace(a)));
        scope.Set("raise_exception", new JinjaFunction("raise_exception", (state, a) =>
            throw new JinjaException("TemplateError", PythonText.Str(a.Need(0, "message"), state))));
        if (today is { } date)
        {
            scope.Set(
                "strftime_now",
                new JinjaFunction(
                    "strftime_now",
                    (state, a) => Format(date, PythonText.Str(a.Need(0, "format"), state))
                )
            );
        }
    }

    private static JinjaSequence Range(RenderState state, CallArguments arguments)
    {
        var bounds = arguments
            .Positional.Select(b =>
                PythonCompare.Integer(b)
                ?? throw new JinjaException(
                    "TypeError",
                    $"'{PythonCompare.TypeName(b)}' object cannot be interpreted as an integer"
                )
            )
            .ToList();
        var (start, stop) = bounds.Count switch
        {
            1 => (BigInteger.Zero, bounds[0]),
            2 or 3 => (bounds[0], bounds[1]),
            _ => throw new JinjaException("TypeError", "range expected 1 to 3 arguments"),
        };
        var step = bounds.Count == 3 ? bounds[2] : BigInteger.One;
        if (step.IsZero)
        {
            throw new JinjaException("ValueError", "range() arg 3 must not be zero");
        }

        var count = BigInteger.Max(0, (stop - start + step - step.Sign) / step);
        if (count > LongestRange)
        {
            throw new JinjaException(
                "OverflowError",
                $"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({LongestRange})."
            );
        }

        state.Spend((long)count);
        return new JinjaSequence(
            Enumerable.Range(0, (int)count).Select(i => (object?)(start + i * step)).ToList(),
            SequenceKind.Tuple
        );
    }

    private static JinjaDict Dict(CallArguments arguments)
    {
        var dict = new JinjaDict();
        foreach (var pair in arguments.Positional.OfType<JinjaDict>().SelectMany(d => d.Pairs))
        {
            dict.Set(pair.Key, pair.Value);
        }

        foreach (var (name, value) in arguments.Named)
        {
            dict.Set(name, value);
        }

        return dict;
    }

    private static JinjaNamespace Namespace(CallArguments arguments)
    {
        var space = new JinjaNamespace();
        foreach (var (name, value) in Dict(arguments).Pairs)
        {
            space.Attributes[name as string ?? ""] = value;
        }

        return space;
    }

    private static string Format(DateTime date, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var isDirective = format[i] == '%' && i + 1 < format.Length;
            text.Append(isDirective ? Directive(date, format[++i]) : format[i].ToString());
        }

        return text.ToString();
    }

    private static string Directive(DateTime date, char directive) => directive switch
    {
        '%' => "%",
        'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        _ => date.ToString(directive switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'b' => "MMM",
            'B' => "MMMM",
            'a' => "ddd",
            'A' => "dddd",
            _ => Clock(directive),
        }, CultureInfo.InvariantCulture),
    };

    private static string Clock(char directive) => directive switch
    {
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'S' => "ss",
        'p' => "tt",
        'F' => "yyyy-MM-dd",
        'T' => "HH:mm:ss",
        _ => throw new JinjaException("ValueError", $"the date format '%{directive}' is not built"),
    };
}
