using Recipes.Core;

namespace Recipes.Tests.Stages;

/// <summary>Facts small enough to check by hand.</summary>
internal static class FactBuilder
{
    public static Fact Fact(string subject, string attribute, string answer, string document = "a.docx", string heading = "一", int start = -1) => new()
    {
        Id = ContentId.Of(document, heading, subject, attribute, answer),
        Evidence = $"{subject} | {attribute} | {answer}",
        Question = $"{subject}的{attribute}是什么？",
        Answer = answer,
        Subject = subject,
        Attribute = attribute,
        Source = new FactSource
        {
            Document = document,
            Text = "digest",
            Heading = [heading],
            Start = Place(subject, attribute, start),
            End = Place(subject, attribute, start) + 50,
        },
    };

    /// <summary>A place of its own for each subject and attribute, unless one is given.</summary>
    private static int Place(string subject, string attribute, int start) =>
        start >= 0 ? start : (int)(ContentId.Fraction(subject, attribute) * 10_000_000) * 100;
}
