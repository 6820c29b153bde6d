using System.Reflection;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Recipes.Stages.Report;

/// <summary>Fills a page. The template gets plain values and no .NET object; every value that is not <see cref="Html"/> is
/// encoded, so that neither a document nor a model's reply can write markup.</summary>
internal static class PageTemplate
{
    private const int MostLoops = 100_000;

    /// <summary>The page of an embedded template.</summary>
    /// <param name="name">File name below Templates, such as <c>report.html</c>.</param>
    /// <param name="values">Strings, numbers, bools, lists and dictionaries of them, and Html.</param>
    public static string Fill(string name, IReadOnlyDictionary<string, object?> values)
    {
        var template = Template.Parse(Source(name), name);
        if (template.HasErrors)
        {
            throw new InvalidOperationException($"{name}: {string.Join("; ", template.Messages)}");
        }

        var context = new EncodingContext { LoopLimit = MostLoops, StrictVariables = true, EnableRelaxedMemberAccess = false };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(Plain(values));
        return template.Render(context);
    }

    private static string Source(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Recipes.Stages.Report.Templates.{name}")
            ?? throw new InvalidOperationException($"The template {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static ScriptObject Plain(IReadOnlyDictionary<string, object?> values)
    {
        var plain = new ScriptObject(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            plain.SetValue(key, PlainValue(value), readOnly: true);
        }

        return plain;
    }

    private static object? PlainValue(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> inner => Plain(inner),
        IEnumerable<IReadOnlyDictionary<string, object?>> rows => new ScriptArray(rows.Select(Plain)),
        IEnumerable<string> texts => new ScriptArray(texts),
        null or string or bool or int or long or double or Html => value,
        _ => throw new ArgumentException($"A template gets no {value.GetType()}."),
    };

    /// <summary>No built-in functions (they hold a clock, a random source and an evaluator), and encoded output.</summary>
    private sealed class EncodingContext() : TemplateContext(new ScriptObject())
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            Write(textAsObject is Html html ? html.Markup : Html.Encode(ObjectToString(textAsObject) ?? ""));
            return this;
        }
    }
}
