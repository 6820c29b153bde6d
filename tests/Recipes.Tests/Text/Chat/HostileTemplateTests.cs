using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Chat.Jinja;

namespace Recipes.Tests.Text.Chat;

/// <summary>A template is a program that someone else wrote: whatever it does, it ends with a problem.</summary>
public class HostileTemplateTests
{
    [Theory]
    [InlineData(
        "{% for i in range(99999) %}{% for j in range(99999) %}{% set x = j %}{% endfor %}{% endfor %}",
        "LimitError"
    )]
    [InlineData("{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", "RecursionError")]
    [InlineData(
        "{% macro f(x) %}{{ g(x) }}{% endmacro %}{% macro g(x) %}{{ f(x ~ x) }}{% endmacro %}{{ f('ab') }}",
        "LimitError"
    )]
    [InlineData(
        "{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "LimitError"
    )]
    [InlineData(
        "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "LimitError"
    )]
    [InlineData("{{ 'a' * 999999999999 }}", "LimitError")]
    [InlineData("{{ [1] * 999999999999 }}", "LimitError")]
    [InlineData("{{ 'ab'.replace('', 'x' * 1000000) * 100 }}", "LimitError")]
    [InlineData("{{ 99 ** 99 ** 99 ** 99 }}", "LimitError")]
    [InlineData("{% for i in range(10 ** 9) %}{% endfor %}", "OverflowError")]
    [InlineData(
        "{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
        "RecursionError"
    )]
    [InlineData(
        "{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l | tojson }}",
        "RecursionError"
    )]
    [InlineData("{% set n = namespace() %}{% set n.n = n %}{{ n }}", "RecursionError")]
    [InlineData("{{ messages.append(1) }}", "SecurityError")]
    [InlineData("{{ messages.__class__ }}", "SecurityError")]
    [InlineData("{{ ''.__class__.__mro__ }}", "SecurityError")]
    [InlineData("{{ {}.update(a=1) }}", "SecurityError")]
    [InlineData("{{ 1 // 0 }}", "ZeroDivisionError")]
    public void It_fails_with_Pythons_words_and_a_place(string source, string kind)
    {
        var template = JinjaTemplate.Read("\n" + source, "t.jinja");

        var failure = Assert.Throws<JinjaException>(() => template.Render(Variables(), null));

        Assert.Equal(kind, failure.Kind);
        var problem = template.Failure(failure).Problems[0];
        Assert.Equal(("RCP5205", 2), (problem.Code, problem.Line));
        Assert.InRange(problem.Column, 1, source.Length);
    }

    [Theory]
    [InlineData("{% include 'a' %}", 4, "'include'")]
    [InlineData("{% extends 'a' %}", 4, "'extends'")]
    [InlineData("{% import 'a' as b %}", 4, "'import'")]
    [InlineData("{% do x %}", 4, "'do'")]
    [InlineData("{% for x in y recursive %}{% endfor %}", 15, "recursive")]
    [InlineData("{{ x | frobnicate }}", 8, "No filter named 'frobnicate'")]
    [InlineData("{{ x is frobnicated }}", 6, "No test named 'frobnicated'")]
    [InlineData("{{ f(*x) }}", 6, "'*' before an argument")]
    [InlineData("{{ 'abc }}", 4, "closing quote")]
    [InlineData("{{ x", 1, "no end")]
    [InlineData("{# x", 1, "no end")]
    [InlineData("{% if x %}", 11, "expected 'endif'")]
    [InlineData("{% endif %}", 4, "'endif'")]
    [InlineData("{% break %}", 4, "'break'")]
    [InlineData("{{ ) }}", 4, "unexpected")]
    [InlineData("{{ 1 ? 2 }}", 6, "unexpected character '?'")]
    public void What_is_not_read_is_refused_with_its_place(string source, int column, string name)
    {
        var problem = Assert.Throws<RecipeException>(() => JinjaTemplate.Read("a\n" + source, "t.jinja")).Problems[0];

        Assert.Equal(("RCP5204", "t.jinja", 2, column), (problem.Code, problem.File, problem.Line, problem.Column));
        Assert.Contains(name, problem.Fact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ ", "(", " }}")]
    [InlineData("{{ ", "[", " }}")]
    [InlineData("{{ ", "not ", "1 }}")]
    [InlineData("{{ ", "-", "1 }}")]
    [InlineData("", "{% if 1 %}", "")]
    [InlineData("", "{% for x in y %}", "")]
    [InlineData("{{ 1", " if 1 else 1", " }}")]
    public void Endless_nesting_is_refused(string before, string unit, string after) =>
        Assert.Equal(
            "RCP5204",
            Assert
                .Throws<RecipeException>(() =>
                    JinjaTemplate.Read(before + string.Concat(Enumerable.Repeat(unit, 100_000)) + after, null)
                )
                .Problems[0]
                .Code
        );

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" ~ 'a'")]
    [InlineData(" or 0")]
    [InlineData(" | string")]
    [InlineData(".a")]
    public void A_long_chain_ends_with_a_value_or_a_problem(string link)
    {
        var template = JinjaTemplate.Read("{{ 0" + string.Concat(Enumerable.Repeat(link, 100_000)) + " }}", null);

        var kind = Assert.Throws<JinjaException>(() => template.Render(Variables(), null)).Kind;

        Assert.Contains(kind, new[] { "RecursionError", "LimitError" });
    }

    private static Dictionary<string, object?> Variables() =>
        new()
        {
            ["messages"] = PythonJson.Load(
                JsonSerializer.SerializeToElement(new[] { new { role = "user", content = "a" } })
            ),
        };
}
