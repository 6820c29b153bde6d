using Recipes.Core;

namespace Recipes.Stages.ChooseMethod;

/// <summary>The rule table. Each rule reads as: when this holds, these methods stay; every rule that acts leaves a reason.</summary>
/// <remarks>Sources: the guide's own order, QLoRA then LoRA then full; format → parameter-efficient, new knowledge → full,
/// classifier → full (design, section 2.4); capacity: LoRA suffices while its parameters are at least the trained tokens
/// (LoRA Without Regret); QLoRA saves nothing up to 3B parameters (litgpt's measurements, reference/training.md 2.9).</remarks>
internal static class Rules
{
    /// <summary>Share of the memory that training may fill; the rest is for the runtime and for what the estimate misses.</summary>
    private const double UsableMemory = 0.8;

    /// <summary>Below this share of distinct answers a program-facing task counts as a classifier; chosen by hand.</summary>
    private const double ClassifierVariety = 0.2;

    private const long SmallModel = 3_000_000_000;

    /// <summary>The methods that stay, in the order of the ladder.</summary>
    public static IReadOnlyList<string> Wanted(ChooseSpec spec, Figures input, List<Reason> reasons)
    {
        var wanted = spec.Ladder.ToList();
        if (spec.IsExplicit)
        {
            reasons.Add(new("ladder", "", $"the recipe names the ladder {string.Join(" → ", spec.Ladder)}"));
        }
        else
        {
            ByPurpose(spec, input, wanted, reasons);
            BySize(input, wanted, reasons);
        }

        Capacity(spec, input, wanted, reasons);
        ByMemory(input, wanted, reasons);
        return wanted;
    }

    private static void ByPurpose(ChooseSpec spec, Figures input, List<string> wanted, List<Reason> reasons)
    {
        if (spec.Goal == Goal.Format)
        {
            reasons.Add(new("goal", "full", "only form or tone changes: parameter-efficient methods are enough"));
            wanted.Remove("full");
        }
        else if (spec.Scenario == Scenario.Program && input.AnswerVariety < ClassifierVariety)
        {
            reasons.Add(new("classifier", "", $"a program asks and {input.AnswerVariety.ToString("P0", CultureInfo.InvariantCulture)} of the answers are distinct: a classifier is trained fully, overfitting is acceptable"));
            wanted.RemoveAll(m => m != "full");
        }
        else
        {
            reasons.Add(new("goal", "", "new knowledge for people: QLoRA, then LoRA, then full"));
        }
    }

    private static void BySize(Figures input, List<string> wanted, List<Reason> reasons)
    {
        if (input.Parameters <= SmallModel && wanted.Remove("qlora"))
        {
            var why = $"{Millions(input.Parameters)} parameters: up to 3B, QLoRA is slower than LoRA and not smaller";
            reasons.Add(new("size", "qlora", why));
        }
    }

    private static void Capacity(ChooseSpec spec, Figures input, List<string> wanted, List<Reason> reasons)
    {
        var adapters = wanted.Where(m => m is "qlora" or "lora").ToList();
        if (adapters.Count == 0)
        {
            return;
        }

        var enough = input.LoraParameters >= input.TrainedTokens;
        var figures = $"rank {spec.Lora.Rank} trains {Millions(input.LoraParameters)} parameters for {Millions(input.TrainedTokens)} trained tokens";
        reasons.AddRange(adapters.Select(m => new Reason("capacity", m, enough ? $"{figures}: enough" : $"{figures}: too few to hold new knowledge")));
        if (!enough && !spec.IsExplicit && spec.Goal == Goal.Knowledge && wanted.Contains("full"))
        {
            wanted.RemoveAll(adapters.Contains);
        }
    }

    private static void ByMemory(Figures input, List<string> wanted, List<Reason> reasons)
    {
        foreach (var method in wanted.ToList())
        {
            var needed = input.EstimatedBytes[method];
            var fits = needed <= input.MemoryBytes * UsableMemory;
            reasons.Add(new("memory", method, $"needs about {Gigabytes(needed)} of {Gigabytes(input.MemoryBytes)}: {(fits ? "fits" : "does not fit")}"));
            if (!fits)
            {
                wanted.Remove(method);
            }
        }
    }

    /// <summary>Bytes as GiB with one decimal.</summary>
    public static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB";

    private static string Millions(long count) => (count / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + "M";
}
