using System.Text.Json;
using Recipes.Core;

namespace Recipes.Text.Scoring;

/// <summary>Scores one reply against the gold of its item, by rule alone.</summary>
public static class Scorers
{
    /// <summary>The scorers there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["spans", "slots", "choice", "exact", "overlap", "contains", "refusal"];

    /// <summary>What a reply is worth.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><c>spans</c>: gold a list of words; F1 of their character ranges.</item>
    /// <item><c>slots</c>: gold an object such as {主, 谓, 宾}; F1 over filled slots; 1 where none is filled on either
    /// side.</item>
    /// <item><c>choice</c>: gold a label; see <see cref="Choice"/> for the other labels.</item>
    /// <item><c>exact</c>: gold a text or a list of accepted ones; 1 if the folded reply equals one.</item>
    /// <item><c>contains</c>: the same; 1 if a folded gold stands whole in a folded reply of at most twice its
    /// runes.</item>
    /// <item><c>overlap</c>: the same; best F1 of <see cref="CmrcOverlap"/>.</item>
    /// <item><c>refusal</c>: gold is not read; 1 if the reply begins with a refusal.</item>
    /// </list>
    /// Outcome: empty, then truncated where reasoning never ended, then by score; at score 0 truncated before
    /// unparseable before wrong; refused where a refusal stands in place of a right answer, whatever was read.
    /// </remarks>
    /// <param name="item">Its scorer is one of <see cref="Names"/>.</param>
    /// <param name="reply">As the model gave it, reasoning included.</param>
    /// <param name="truncated">True where the token limit cut it.</param>
    /// <param name="refusal">The recipe's refusal.</param>
    /// <exception cref="FormatException">The gold of the item has not the form of its scorer.</exception>
    /// <exception cref="ArgumentException">There is no such scorer.</exception>
    public static ScoredReply Score(EvaluationItem item, string reply, bool truncated, string refusal)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(reply);
        var text = ReplyText.WithoutReasoning(reply);
        if (string.IsNullOrWhiteSpace(text))
        {
            var isEmpty = text is not null && !truncated;
            return Nothing(null) with { Outcome = isEmpty ? Outcome.Empty : Outcome.Truncated, IsTruncated = !isEmpty };
        }

        var read = item.Scorer switch
        {
            "spans" => Spans(item.Gold, text),
            "slots" => SlotsOf(item.Gold, text),
            "choice" => ChoiceOf(item, text),
            "exact" => OfText(text, Gold.Texts(item.Gold).Any(g => IsExact(g, text)) ? 1 : 0),
            "contains" => OfText(text, Gold.Texts(item.Gold).Any(g => IsContained(g, text)) ? 1 : 0),
            "overlap" => OfText(text, CmrcOverlap.F1(Gold.Texts(item.Gold), text)),
            "refusal" => OfText(text, Refusals.Find(text, refusal) is null ? 0 : 1),
            _ => throw new ArgumentException($"there is no scorer {item.Scorer}", nameof(item)),
        };
        var hasRefused = item.Scorer != "refusal" && read.Score < 1 && Refusals.Find(text, refusal) is not null;
        return read with
        {
            IsTruncated = truncated,
            Outcome = hasRefused ? Outcome.Refused : OutcomeOf(read, truncated),
        };
    }

    /// <summary>True where gold and answer are equal after folding; a gold of punctuation alone must be equal as it
    /// stands.</summary>
    public static bool IsExact(string gold, string answer)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(answer);
        var wanted = new AnswerText(gold);
        return wanted.Length == 0 ? gold.Trim() == answer.Trim() : wanted.Equals(new AnswerText(answer));
    }

    /// <summary>True where the folded gold stands whole in a folded answer at most twice as long, both counted in runes
    /// after folding.</summary>
    public static bool IsContained(string gold, string answer)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(answer);
        var wanted = new AnswerText(gold);
        var given = new AnswerText(answer);
        return wanted.Length == 0
            ? gold.Trim() == answer.Trim()
            : given.Length <= 2 * wanted.Length && given.ContainsWhole(wanted);
    }

    private static Outcome OutcomeOf(ScoredReply read, bool truncated) => read switch
    {
        { Score: >= 1 } => Outcome.Correct,
        { Score: > 0 } => Outcome.Partial,
        { Tier: ParseTier.None or ParseTier.Text } when truncated => Outcome.Truncated,
        { Tier: ParseTier.None } => Outcome.Unparseable,
        _ => Outcome.Wrong,
    };

    private static ScoredReply Spans(JsonElement gold, string text)
    {
        if (gold.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"gold is {gold.ValueKind} where a list of words is wanted");
        }

        var wanted = Gold.Texts(gold);
        var (words, tier) = WordList.Read(text, wanted);
        if (words.Count == 0)
        {
            return Nothing(new(0, Segmentation.Count(wanted, []).Gold, 0));
        }

        var counts = Segmentation.CountAligned(wanted, words);
        var parsed = JsonSerializer.Serialize(words, JsonLines.Options);
        return Read(counts.F1, parsed, tier) with
        {
            Counts = counts,
            IsFaithful = Segmentation.IsFaithful(wanted, words),
        };
    }

    private static ScoredReply SlotsOf(JsonElement gold, string text)
    {
        var wanted = Slots.Gold(gold);
        var (given, tier) = Slots.Read(text, Slots.Names(gold));
        if (given is null)
        {
            return Nothing(new(0, wanted.Count, 0));
        }

        var counts = Slots.Count(wanted, given);
        var score = counts.Gold + counts.Given == 0 ? 1 : counts.F1;
        return Read(score, JsonSerializer.Serialize(given, JsonLines.Options), tier) with { Counts = counts };
    }

    private static ScoredReply ChoiceOf(EvaluationItem item, string text)
    {
        var gold = Gold.Texts(item.Gold);
        var (label, tier) = Choice.Read(text, Choice.Labels(item.Tags, gold[0]));
        return label is null ? Nothing(null) : Read(label == gold[0] ? 1 : 0, label, tier);
    }

    private static ScoredReply OfText(string text, double score) => Read(score, text, ParseTier.Text);

    // The outcome is set at the end of Score, once for all scorers.
    private static ScoredReply Read(double score, string parsed, ParseTier tier) =>
        new() { Score = score, Parsed = parsed, Tier = tier, Outcome = Outcome.Wrong };

    private static ScoredReply Nothing(SpanCounts? counts) =>
        new() { Score = 0, Tier = ParseTier.None, Outcome = Outcome.Unparseable, Counts = counts };
}
