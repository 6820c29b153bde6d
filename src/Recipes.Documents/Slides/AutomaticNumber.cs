using Recipes.Documents.Word;

namespace Recipes.Documents.Slides;

/// <summary>How a paragraph of a slide is numbered.</summary>
/// <param name="Level">0 to 8.</param>
/// <param name="Type">ST_TextAutonumberScheme (ECMA-376 part 1, 20.1.10.61), or null for no number.</param>
/// <param name="Start">First number.</param>
internal readonly record struct AutomaticNumber(int Level, string? Type, int Start)
{
    /// <summary>Counts on and gives the number; null for none. A paragraph ends the lists below its level.</summary>
    public string? Next(int[] counters)
    {
        Array.Clear(counters, Level + 1, counters.Length - Level - 1);
        if (Type is null)
        {
            counters[Level] = 0;
            return null;
        }

        var value = Start + counters[Level]++;
        var number = NumberFormat.Write(value, Format(Type));
        return Type switch
        {
            _ when Type.EndsWith("ParenBoth", StringComparison.Ordinal) => $"({number})",
            _ when Type.EndsWith("ParenR", StringComparison.Ordinal) => number + ")",
            _ when Type.StartsWith("ea1", StringComparison.Ordinal) && Type.EndsWith("Period", StringComparison.Ordinal) => number + "、",
            _ when Type.EndsWith("Period", StringComparison.Ordinal) => number + ".",
            _ => number,
        };
    }

    private static string Format(string type) => type switch
    {
        _ when type.StartsWith("alphaLc", StringComparison.Ordinal) => "lowerLetter",
        _ when type.StartsWith("alphaUc", StringComparison.Ordinal) => "upperLetter",
        _ when type.StartsWith("romanLc", StringComparison.Ordinal) => "lowerRoman",
        _ when type.StartsWith("romanUc", StringComparison.Ordinal) => "upperRoman",
        _ when type.StartsWith("circleNum", StringComparison.Ordinal) => "decimalEnclosedCircle",
        _ when type.StartsWith("ea1Ch", StringComparison.Ordinal) => "chineseCountingThousand",
        _ when type.StartsWith("ea1Jpn", StringComparison.Ordinal) => "japaneseCounting",
        _ => "decimal",
    };
}
