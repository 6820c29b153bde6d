using Recipes.Stages.Split;

namespace Recipes.Stages.Phrase;

/// <summary>A fact asked for with its confusable twin named.</summary>
internal sealed record ContrastWording(DealtFact Fact, Wording Wording, bool Asked);

/// <summary>Where two taught facts differ only by a pair of confusable terms, each is taught and asked with the other named.</summary>
internal static class ContrastPairs
{
    private static readonly string[] _taught = ["注意，问的是{a}，不是{b}：{q}", "别和{b}弄混，这里说的是{a}。{q}"];
    private const string AskedFrame = "请分清{a}与{b}再回答：{q}";

    public static IReadOnlyList<ContrastWording> Of(IReadOnlyList<DealtFact> facts, IReadOnlyList<IReadOnlyList<string>> contrast)
    {
        var taught = facts.Where(f => f.Role == FactRole.Taught && f.Fact.Messages is null).ToList();
        var found = new List<ContrastWording>();
        foreach (var (index, _, a, b) in Confusables.Of(taught.Select(f => f.Fact).ToList(), contrast))
        {
            var fact = taught[index];
            found.AddRange(_taught.Select((frame, i) => new ContrastWording(fact, new($"contrast-{i + 1}", Fill(frame, fact, a, b)), Asked: false)));
            found.Add(new(fact, new("contrast-asked", Fill(AskedFrame, fact, a, b)), Asked: true));
        }

        return found;
    }

    private static string Fill(string frame, DealtFact fact, string a, string b) => frame
        .Replace("{a}", a, StringComparison.Ordinal)
        .Replace("{b}", b, StringComparison.Ordinal)
        .Replace("{q}", fact.Fact.Question, StringComparison.Ordinal);
}
