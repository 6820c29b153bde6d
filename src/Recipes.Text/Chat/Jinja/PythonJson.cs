using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Recipes.Text.Chat.Jinja;

/// <summary>JSON in and out as Python's <c>json</c> has it: <c>dumps(ensure_ascii=False)</c> without HTML
/// escapes.</summary>
internal sealed class PythonJson
{
    private readonly RenderState _state;
    private readonly StringBuilder _text = new();
    private readonly string? _indent;
    private readonly string _comma;
    private readonly string _colon;
    private readonly bool _sortsKeys;
    private readonly bool _isAscii;

    private PythonJson(RenderState state, CallArguments arguments)
    {
        _state = state;
        _isAscii = PythonCompare.IsTrue(arguments.Get(0, "ensure_ascii", false));
        var indent = arguments.Get(1, "indent");
        _indent =
            indent is string text ? text
            : PythonCompare.Integer(indent) is { } width
                ? new string(' ', (int)BigInteger.Min(BigInteger.Max(width, 0), 100))
            : null;
        var separators = (arguments.Get(2, "separators") as JinjaSequence)?.Items;
        _comma = separators?[0] as string ?? (_indent is null ? ", " : ",");
        _colon = separators is { Count: > 1 } ? separators[1] as string ?? ": " : ": ";
        _sortsKeys = PythonCompare.IsTrue(arguments.Get(3, "sort_keys", false));
    }

    /// <summary>The filter <c>tojson</c> as transformers defines it.</summary>
    public static string Dump(object? value, RenderState state, CallArguments arguments)
    {
        var json = new PythonJson(state, arguments);
        json.Append(value, "\n");
        return json._text.ToString();
    }

    /// <summary>A JSON value as a template sees it; whole numbers stay exact, floats stay floats.</summary>
    public static object? Load(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => LoadNumber(element.GetRawText()),
        JsonValueKind.Array => new JinjaSequence(element.EnumerateArray().Select(Load).ToList()),
        JsonValueKind.Object => LoadObject(element),
        _ => null,
    };

    private static object LoadNumber(string text) => text.AsSpan().ContainsAny('.', 'e', 'E')
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : BigInteger.Parse(text, CultureInfo.InvariantCulture);

    private static JinjaDict LoadObject(JsonElement element)
    {
        var dict = new JinjaDict();
        foreach (var property in element.EnumerateObject())
        {
            dict.Set(property.Name, Load(property.Value));
        }

        return dict;
    }

    private void Append(object? value, string line)
    {
        _state.Spend(1);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("RecursionError", "maximum recursion depth exceeded while encoding a JSON object");
        }

        switch (value)
        {
            case string text:
                AppendString(text);
                break;
            case JinjaSequence { Kind: not SequenceKind.View } list:
                AppendAll(list.Items.Select(item => ((string?)null, item)).ToList(), '[', ']', line);
                break;
            case JinjaDict dict:
                AppendAll(Pairs(dict), '{', '}', line);
                break;
            default:
                _text.Append(Scalar(value));
                break;
        }
    }

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? PythonText.Float(number)
            : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity",
        _ => throw new JinjaException(
            "TypeError", $"Object of type {PythonCompare.TypeName(value)} is not JSON serializable"),
    };

    private List<(string? Key, object? Value)> Pairs(JinjaDict dict)
    {
        var pairs = dict.Pairs.Select(pair => (pair.Key is string key ? key : Scalar(pair.Key), pair.Value));
        return _sortsKeys
            ? pairs
                .OrderBy(pair => pair.Item1, Comparer<string>.Create(CodePoints.Compare))
                .Select(p => ((string?)p.Item1, p.Value))
                .ToList()
            : pairs.Select(p => ((string?)p.Item1, p.Value)).ToList();
    }

    private void AppendAll(List<(string? Key, object? Value)> members, char open, char close, string line)
    {
        _text.Append(open);
        var inner = line + _indent;
        for (var i = 0; i < members.Count; i++)
        {
            _text.Append(i == 0 ? "" : _comma).Append(_indent is null ? "" : inner);
            if (members[i].Key is { } key)
            {
                AppendString(key);
                _text.Append(_colon);
            }

            Append(members[i].Value, inner);
        }

        _text.Append(_indent is null || members.Count == 0 ? "" : line).Append(close);
    }

    private void AppendString(string text)
    {
        _state.SpendText(text.Length);
        _text.Append('"');
        foreach (var c in text)
        {
            _text.Append(Escape(c));
        }

        _text.Append('"');
    }

    private string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => c < ' ' || (_isAscii && c > '~') ? $"\\u{(int)c:x4}" : c.ToString(),
    };
}
