using Recipes.Stages.Evaluate;

namespace Recipes.Stages.Report.Charts;

/// <summary>The five dimensions of base and tuned on fixed axes, linear from 0 at the centre to 1.</summary>
internal static class RadarChart
{
    private const double Size = 420;
    private const double Radius = 140;

    /// <param name="radar">Radii and axes.</param>
    /// <param name="labels">The axes' names in the report's language.</param>
    /// <param name="title">For screen readers.</param>
    public static Html Of(RadarResult radar, IReadOnlyList<string> labels, string title)
    {
        var svg = new Svg(Size, Size - 40, title);
        var count = radar.Axes.Count;
        foreach (var ring in new[] { 0.25, 0.5, 0.75, 1.0 })
        {
            svg.Polygon(Enumerable.Range(0, count).Select(i => At(i, count, ring)), "grid");
        }

        for (var i = 0; i < count; i++)
        {
            var (x, y) = At(i, count, 1);
            svg.Line(Size / 2, Centre, x, y, "grid");
            var (labelX, labelY) = At(i, count, 1.16);
            svg.Text(labelX, labelY + 4, labels[i], Math.Abs(labelX - (Size / 2)) < 8 ? "middle" : labelX > Size / 2 ? "start" : "end", "label");
        }

        foreach (var (model, radii) in radar.Models.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            svg.Polygon(radii.Select((r, i) => At(i, count, r)), $"area {model}");
            for (var i = 0; i < count; i++)
            {
                var (x, y) = At(i, count, radii[i]);
                svg.Circle(x, y, 3, $"dot {model}", $"{model} {labels[i]} {radii[i].ToString("0.000", CultureInfo.InvariantCulture)}");
            }
        }

        return svg.ToHtml();
    }

    private const double Centre = (Size / 2) - 10;

    private static (double X, double Y) At(int axis, int count, double radius)
    {
        var angle = (2 * Math.PI * axis / count) - (Math.PI / 2); // the first axis points up
        return ((Size / 2) + (Radius * radius * Math.Cos(angle)), Centre + (Radius * radius * Math.Sin(angle)));
    }
}
