using System.Diagnostics;
using Recipes.Text.Similarity;

namespace Recipes.Benchmarks;

/// <summary>Near duplicates among 20,000 short Chinese texts, a third of them a changed copy of an earlier one.</summary>
/// <remarks>Budget: 20,000 texts a second, recall 0.996, precision 1 (design, section 10). The truth is every pair's exact
/// Jaccard similarity, computed here by sets of strings, apart from the product's code.</remarks>
internal static class NearDuplicateSpeed
{
    private const int Count = 20_000;
    private const double Threshold = 0.8;
    private const int Shingle = 5;

    public static void Run()
    {
        var texts = Texts();
        NearDuplicates.KeptTwins(texts.Take(2000).ToList(), Threshold, Shingle, (_, _) => true); // compiles the code
        var watch = Stopwatch.StartNew();
        var twins = NearDuplicates.KeptTwins(texts, Threshold, Shingle, (_, _) => true);
        var seconds = watch.Elapsed.TotalSeconds;

        var sets = texts.Select(Shingles).ToList();
        var kept = Enumerable.Range(0, Count).Where(i => twins[i] is null).ToList();
        var wrong = Enumerable.Range(0, Count).Count(i => twins[i] is { } t && Similarity(sets[i], sets[t.Index]) < Threshold);
        var missed = Missed(kept, sets);
        var dropped = Count - kept.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Count} texts in {seconds:0.000} s: {Count / seconds:0} texts/s; {dropped} dropped, {wrong} wrongly; {missed} kept beside a twin: recall {(double)dropped / (dropped + missed):0.0000}"));
    }

    /// <summary>Kept texts that resemble an earlier kept text; pairs are found by a shared shingle, so none escapes.</summary>
    private static int Missed(List<int> kept, List<HashSet<string>> sets)
    {
        var owners = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var missed = 0;
        foreach (var i in kept)
        {
            var others = sets[i].SelectMany(s => owners.TryGetValue(s, out var o) ? o : []).GroupBy(o => o)
                .Where(g => g.Count() >= Threshold * sets[i].Count / 2).Select(g => g.Key);
            missed += others.Any(o => Similarity(sets[i], sets[o]) >= Threshold) ? 1 : 0;
            foreach (var shingle in sets[i])
            {
                (owners.TryGetValue(shingle, out var list) ? list : owners[shingle] = []).Add(i);
            }
        }

        return missed;
    }

    private static HashSet<string> Shingles(string text) =>
        Enumerable.Range(0, Math.Max(1, text.Length - Shingle + 1)).Select(i => text.Substring(i, Math.Min(Shingle, text.Length))).ToHashSet(StringComparer.Ordinal);

    private static double Similarity(HashSet<string> a, HashSet<string> b)
    {
        var shared = a.Count(b.Contains);
        return (double)shared / (a.Count + b.Count - shared);
    }

    private static List<string> Texts()
    {
        var random = new Random(1);
        var texts = new List<string>();
        while (texts.Count < Count)
        {
            var text = texts.Count > 0 && random.Next(3) == 0
                ? Changed(texts[random.Next(texts.Count)], random)
                : string.Concat(Enumerable.Range(0, 30 + random.Next(60)).Select(_ => (char)(0x4E00 + random.Next(2500))));
            texts.Add(Folding.Fold(text));
        }

        return texts;
    }

    private static string Changed(string text, Random random)
    {
        var characters = text.ToCharArray();
        for (var i = random.Next(4); i > 0; i--)
        {
            characters[random.Next(characters.Length)] = (char)(0x4E00 + random.Next(2500));
        }

        return new string(characters);
    }
}
