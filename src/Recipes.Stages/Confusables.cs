using Recipes.Core;

namespace Recipes.Stages;

/// <summary>Facts that differ only by a pair of confusable terms (权利 / 权力): Split keeps them together, Phrase contrasts them.</summary>
internal static class Confusables
{
    /// <summary>For each fact whose question names a confusable term, the fact that is the same but for the other term.</summary>
    public static IEnumerable<(int A, int B, string TermA, string TermB)> Of(
        IReadOnlyList<Fact> facts,
        IReadOnlyList<IReadOnlyList<string>> contrast)
    {
        var byQuestion = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < facts.Count; i++)
        {
            byQuestion.TryAdd(facts[i].Question, i);
        }

        for (var i = 0; i < facts.Count; i++)
        {
            foreach (var terms in contrast)
            {
                foreach (var (a, b) in terms.SelectMany(a => terms.Where(b => b != a).Select(b => (a, b))))
                {
                    var question = facts[i].Question;
                    if (question.Contains(a, StringComparison.Ordinal)
                        && byQuestion.TryGetValue(question.Replace(a, b, StringComparison.Ordinal), out var twin)
                        && twin != i)
                    {
                        yield return (i, twin, a, b);
                    }
                }
            }
        }
    }
}
