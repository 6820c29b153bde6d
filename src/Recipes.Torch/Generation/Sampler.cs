namespace Recipes.Torch.Generation;

/// <summary>Chooses the next token from logits.</summary>
internal static class Sampler
{
    private const double FirstReach = 8; // natural logarithms below the likeliest that are sorted first; chosen by hand

    /// <summary>The next token. The logits are changed.</summary>
    /// <param name="logits">One per token of the vocabulary.</param>
    /// <param name="seen">Tokens of prompt and answer, for the penalty.</param>
    /// <param name="spec">How to choose.</param>
    /// <param name="fraction">A random number in [0, 1).</param>
    public static int Choose(Span<float> logits, IEnumerable<int> seen, SamplingSpec spec, double fraction)
    {
        if (spec.RepetitionPenalty != 1)
        {
            foreach (var id in seen.Distinct())
            {
                logits[id] *= (float)(logits[id] > 0 ? 1 / spec.RepetitionPenalty : spec.RepetitionPenalty);
            }
        }

        if (spec.Temperature == 0)
        {
            return Likeliest(logits);
        }

        Native.Lanes.Scale(logits, (float)(1 / spec.Temperature));
        return Draw(Kept(logits, spec), fraction);
    }

    /// <summary>The first of the largest.</summary>
    public static int Likeliest(ReadOnlySpan<float> logits) => logits.IndexOf(Native.Lanes.Max(logits));

    /// <summary>The largest, in falling order; equals in the order of their ids.</summary>
    public static List<(int Id, float Logit)> Largest(ReadOnlySpan<float> logits, int count)
    {
        var kept = new PriorityQueue<int, (float, int)>(count + 1);
        for (var id = 0; id < logits.Length && count > 0; id++)
        {
            if (kept.Count < count)
            {
                kept.Enqueue(id, (logits[id], -id));
            }
            else if (kept.TryPeek(out _, out var least) && logits[id] > least.Item1)
            {
                kept.EnqueueDequeue(id, (logits[id], -id));
            }
        }

        var largest = new List<(int, float)>(kept.Count);
        while (kept.TryDequeue(out var id, out _))
        {
            largest.Add((id, logits[id]));
        }

        largest.Reverse();
        return largest;
    }

    private static List<(int Id, float Logit)> Kept(ReadOnlySpan<float> logits, SamplingSpec spec)
    {
        var max = Native.Lanes.Max(logits);
        var kept = spec.TopK > 0 ? Largest(logits, Math.Min(spec.TopK, logits.Length)) : Within(logits, max, double.PositiveInfinity);
        if (spec.TopP < 1)
        {
            kept = spec.TopK > 0 ? Nucleus(kept, kept.Sum(one => Power(one, max)), max, spec.TopP)! : Nucleus(logits, kept, max, spec.TopP);
        }

        return spec.MinP > 0 ? [.. kept.Where(one => Power(one, max) >= spec.MinP)] : kept;
    }

    /// <summary>Sorts only as far below the likeliest as the share needs.</summary>
    private static List<(int Id, float Logit)> Nucleus(
        ReadOnlySpan<float> logits, List<(int Id, float Logit)> all, float max, double share)
    {
        var total = all.Sum(one => Power(one, max));
        for (var reach = FirstReach; ; reach *= 2)
        {
            var near = Within(logits, max, reach);
            near.Sort((a, b) => a.Logit != b.Logit ? b.Logit.CompareTo(a.Logit) : a.Id.CompareTo(b.Id));
            if (Nucleus(near, total, max, share) is { } nucleus)
            {
                return nucleus;
            }

            if (near.Count == all.Count)
            {
                return near;
            }
        }
    }

    /// <summary>The first of sorted tokens whose share of the total is reached; null where they do not reach it.</summary>
    private static List<(int Id, float Logit)>? Nucleus(
        List<(int Id, float Logit)> sorted, double total, float max, double share)
    {
        double sum = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            sum += Power(sorted[i], max);
            if (sum >= share * total)
            {
                return sorted[..(i + 1)];
            }
        }

        return null;
    }

    private static List<(int Id, float Logit)> Within(ReadOnlySpan<float> logits, float max, double reach)
    {
        var kept = new List<(int, float)>();
        for (var id = 0; id < logits.Length; id++)
        {
            if (logits[id] > float.NegativeInfinity && max - logits[id] <= reach)
            {
                kept.Add((id, logits[id]));
            }
        }

        return kept;
    }

    private static int Draw(List<(int Id, float Logit)> kept, double fraction)
    {
        var max = kept.Max(one => one.Logit);
        var left = fraction * kept.Sum(one => Power(one, max));
        foreach (var one in kept)
        {
            left -= Power(one, max);
            if (left < 0)
            {
                return one.Id;
            }
        }

        return kept[^1].Id;
    }

    private static double Power((int Id, float Logit) one, float max) => Math.Exp(one.Logit - max);
}
