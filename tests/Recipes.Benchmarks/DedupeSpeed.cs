using System.Diagnostics;
using Recipes.Text.Similarity;

namespace Recipes.Benchmarks;

/// <summary>Dedupe on 20,000 generated questions with answers, 70 % Chinese and 30 % English, 30 % of them changed copies; then
/// on a million.</summary>
/// <remarks>Budget: 20,000 texts a second, recall 0.996, precision 1 (design, section 10). The truth is the exact Jaccard
/// similarity of sets of strings, computed here apart from the product's code. A drop is right only if its kept text is
/// similar enough; a kept text is a miss if an earlier kept one is. Time counts folding, guards and comparison, as the
/// stage does them.</remarks>
internal static class DedupeSpeed
{
    private const int Count = 20_000;
    private const double Threshold = 0.8;
    private const int Shingle = 5;

    private static readonly string[] _words =
        ("engine oil pressure sensor replace before check the of when warning light brake fluid level every service interval "
        + "battery charge cable socket temperature limit driver seat belt tyre wheel torque manual system control unit").Split(' ');

    public static void Run()
    {
        var texts = Texts(Count, seed: 1);
        _ = Twins(texts[..2000], isGuarded: true); // compiles the code
        foreach (var isGuarded in new[] { false, true })
        {
            var runs = Enumerable.Range(0, 5).Select(_ => Timed(texts, isGuarded)).OrderBy(r => r.Seconds).ToList();
            Say($"{texts.Count} texts of {texts.Average(t => t.Length):0} characters, number guard {(isGuarded ? "on" : "off")}: min {runs[0].Seconds:0.000} s, median {runs[2].Seconds:0.000} s, {texts.Count / runs[2].Seconds:0} texts/s; processor {runs[2].Processor:0.000} s");
            Report(texts, runs[0].Twins, isGuarded);
        }

        DigitPairs();
        Million();
    }

    private static IReadOnlyList<Twin?> Twins(IReadOnlyList<string> texts, bool isGuarded)
    {
        var folded = new string[texts.Count];
        var keys = new string[texts.Count];
        Parallel.For(0, folded.Length, i =>
        {
            folded[i] = Folding.Fold(texts[i]);
            keys[i] = Guards.Key(texts[i], isGuarded, negations: false, clauses: false);
        });
        return NearDuplicates.KeptTwins(folded, Threshold, Shingle, keys);
    }

    private static (IReadOnlyList<Twin?> Twins, double Seconds, double Processor) Timed(List<string> texts, bool isGuarded)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var twins = Twins(texts, isGuarded);
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return (twins, seconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static void Report(List<string> texts, IReadOnlyList<Twin?> twins, bool isGuarded)
    {
        var sets = texts.Select(t => Shingles(Folding.Fold(t))).ToList();
        var kept = Enumerable.Range(0, texts.Count).Where(i => twins[i] is null).ToList();
        var wrong = Enumerable.Range(0, texts.Count).Count(i => twins[i] is { } t
            && (twins[t.Index] is not null || Similarity(sets[i], sets[t.Index]) < Threshold || (isGuarded && Guards.NumbersDiffer(texts[i], texts[t.Index]))));
        var missed = Missed(kept, sets, texts, isGuarded);
        var dropped = texts.Count - kept.Count;
        Say($"  {dropped} dropped, {wrong} wrongly: precision {(double)(dropped - wrong) / dropped:0.0000}; {missed} missed: recall {(double)(dropped - wrong) / (dropped - wrong + missed):0.0000}");
    }

    /// <summary>Kept texts that an earlier kept one repeats.</summary>
    /// <remarks>Two sets of similarity 0.8 leave at most a fifth of either unshared, so they share one of any quarter of a
    /// set: each is looked up by its rarest quarter, and none escapes.</remarks>
    private static int Missed(List<int> kept, List<HashSet<string>> sets, List<string> texts, bool isGuarded)
    {
        var counts = kept.SelectMany(i => sets[i]).CountBy(s => s).ToDictionary(StringComparer.Ordinal);
        var owners = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var missed = 0;
        foreach (var i in kept)
        {
            var rarest = sets[i].OrderBy(s => counts[s]).Take((sets[i].Count / 4) + 1);
            var others = rarest.SelectMany(s => owners.TryGetValue(s, out var o) ? o : []).Distinct();
            missed += others.Any(o => Similarity(sets[i], sets[o]) >= Threshold
                && !(isGuarded && Guards.NumbersDiffer(texts[i], texts[o]))) ? 1 : 0;
            foreach (var shingle in sets[i])
            {
                (owners.TryGetValue(shingle, out var list) ? list : owners[shingle] = []).Add(i);
            }
        }

        return missed;
    }

    /// <summary>5,000 texts, each with a copy in which only one number is another: all stay with the guard.</summary>
    private static void DigitPairs()
    {
        var random = new Random(3);
        var texts = new List<string>();
        while (texts.Count < 10_000)
        {
            var text = Chinese(random, 80 + random.Next(120));
            var number = 10 + random.Next(90);
            texts.Add($"{text}的扭矩为{number}牛米");
            texts.Add($"{text}的扭矩为{number + 1 + random.Next(9)}牛米");
        }

        var off = Twins(texts, isGuarded: false).Count(t => t is not null);
        var on = Twins(texts, isGuarded: true).Count(t => t is not null);
        Say($"{texts.Count / 2} pairs that differ in one number: {off} lose one with the guard off, {on} with it on");
    }

    private static void Million()
    {
        var texts = Texts(1_000_000, seed: 2);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var dropped = Twins(texts, isGuarded: true).Count(t => t is not null);
        var seconds = watch.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Say($"1,000,000 texts ({texts.Average(t => t.Length):0} characters): {seconds:0.0} s, {1e6 / seconds:0} texts/s, {dropped} dropped; the texts {before / 1e6:0} MB, peak of the process {process.PeakWorkingSet64 / 1e6:0} MB");
    }

    private static List<string> Texts(int count, int seed)
    {
        var random = new Random(seed);
        var texts = new List<string>(count);
        while (texts.Count < count)
        {
            var kind = random.NextDouble();
            texts.Add(kind < 0.3 && texts.Count > 0 ? Changed(texts[random.Next(texts.Count)], random)
                : kind < 0.79 ? Chinese(random, 60 + random.Next(240)) : English(random, 15 + random.Next(45)));
        }

        return texts;
    }

    /// <summary>A sentence whose frame many others share, as those of one manual do.</summary>
    private static string Chinese(Random random, int length) =>
        $"第{1 + random.Next(300)}条的内容是什么？\n{new string([.. Enumerable.Range(0, length).Select(_ => (char)(0x4E00 + random.Next(2500)))])}，应在{1 + random.Next(60)}日内完成。";

    private static string English(Random random, int words) =>
        $"What does section {1 + random.Next(40)} say?\n{string.Join(' ', Enumerable.Range(0, words).Select(_ => random.Next(6) == 0 ? "part" + random.Next(100_000) : _words[random.Next(_words.Length)]))}.";

    /// <summary>Up to 8 characters of it are others, or only its punctuation or a number.</summary>
    private static string Changed(string text, Random random)
    {
        var characters = text.ToCharArray();
        var digits = Enumerable.Range(0, characters.Length).Where(i => char.IsAsciiDigit(characters[i])).ToList();
        if (random.Next(4) == 0 && digits.Count > 0)
        {
            characters[digits[random.Next(digits.Count)]] = (char)('1' + random.Next(9));
            return new string(characters);
        }

        for (var i = random.Next(9); i > 0; i--)
        {
            characters[random.Next(characters.Length)] = random.Next(3) == 0 ? '，' : (char)(0x4E00 + random.Next(2500));
        }

        return new string(characters);
    }

    private static HashSet<string> Shingles(string text) =>
        Enumerable.Range(0, Math.Max(1, text.Length - Shingle + 1)).Select(i => text.Substring(i, Math.Min(Shingle, text.Length))).ToHashSet(StringComparer.Ordinal);

    private static double Similarity(HashSet<string> a, HashSet<string> b)
    {
        var shared = a.Count(b.Contains);
        return (double)shared / (a.Count + b.Count - shared);
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
