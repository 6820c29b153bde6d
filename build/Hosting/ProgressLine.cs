using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>One line that says how far long work is.</summary>
internal static class ProgressLine
{
    /// <summary>For example <c>train/lora: step 120/800, 4.1 step/s, 2:46 left, loss 1.25</c>.</summary>
    /// <param name="progress">The last event.</param>
    /// <param name="done">Units done since the first event seen: a resumed training starts above 0.</param>
    /// <param name="seconds">Time since that event.</param>
    public static string Of(ProgressEvent progress, long done, double seconds)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Node}: {progress.Unit} {progress.Done}/{progress.Total}");
        if (done > 0 && seconds > 0.05)
        {
            var rate = done / seconds;
            line += string.Create(CultureInfo.InvariantCulture, $", {rate:0.##} {progress.Unit}/s");
            if (progress.Done < progress.Total)
            {
                line += ", " + Text(TimeSpan.FromSeconds((progress.Total - progress.Done) / rate)) + " left";
            }
        }

        return progress.Detail.Length == 0 ? line : line + ", " + progress.Detail;
    }

    private static string Text(TimeSpan left) => left.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{left.Minutes}:{left.Seconds:00}");
}
