namespace Recipes.Build.Testing;

/// <summary>From <c>--filter</c> to what a test program understands.</summary>
internal static class TestFilter
{
    /// <summary>Four forms: <c>-trait Data=reference</c> and the like, words of xunit's own console;
    /// <c>/assembly/namespace/class/method</c>, its query language; <c>Data=reference&amp;Cost!=gpu</c>, the filter
    /// language of dotnet test; any other word is a part of a test's full name.</summary>
    /// <param name="expression">Null → all tests.</param>
    public static string[] Arguments(string? expression)
    {
        if (expression is null)
        {
            return [];
        }

        if (expression.StartsWith('/'))
        {
            return ["--filter-query", expression];
        }

        if (expression.StartsWith('-'))
        {
            return expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ToPlatform).ToArray();
        }

        var isExpression = expression.AsSpan().IndexOfAny('=', '~', '|') >= 0;
        return ["--filter", isExpression ? expression : "FullyQualifiedName~" + expression];
    }

    /// <summary>The console's <c>-method</c> and <c>-method-</c> are <c>--filter-method</c> and
    /// <c>--filter-not-method</c> here.</summary>
    private static string ToPlatform(string word) => word switch
    {
        ['-', '-', ..] => word,
        ['-', .. var name, '-'] => "--filter-not-" + name,
        ['-', .. var name] => "--filter-" + name,
        _ => word,
    };
}
