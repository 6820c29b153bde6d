namespace Recipes.Stages.Report.Charts;

/// <summary>A row per metric: base and tuned with their intervals on one scale from 0 to 1. The better picture beside a radar,
/// whose area depends on the order of its axes.</summary>
internal static class DumbbellChart
{
    private const double Width = 640;
    private const double Left = 130;
    private const double Right = 600;
    private const double RowHeight = 34;

    /// <summary>A model's point on a row.</summary>
    public sealed record Point(string Model, double Value, double Low, double High);

    public static Html Of(IReadOnlyList<(string Label, IReadOnlyList<Point> Points)> rows, string title)
    {
        var height = (rows.Count * RowHeight) + 30;
        var svg = new Svg(Width, height, title);
        for (var tick = 0; tick <= 10; tick += 2)
        {
            var x = At(tick / 10.0);
            svg.Line(x, 6, x, height - 22, "grid");
            svg.Text(x, height - 6, (tick / 10.0).ToString("0.0", CultureInfo.InvariantCulture), "middle", "tick");
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var y = (i * RowHeight) + 22;
            svg.Text(Left - 12, y + 4, rows[i].Label, "end", "label");
            if (rows[i].Points is [var a, var b])
            {
                svg.Line(At(a.Value), y, At(b.Value), y, "link");
            }

            foreach (var (point, offset) in rows[i].Points.Select((p, k) => (p, (k * 6) - 3)))
            {
                svg.Line(At(point.Low), y + offset, At(point.High), y + offset, $"whisker {point.Model}");
                svg.Circle(At(point.Value), y, 5, $"dot {point.Model}", string.Create(CultureInfo.InvariantCulture, $"{point.Model} {point.Value:0.000} [{point.Low:0.000}, {point.High:0.000}]"));
            }
        }

        return svg.ToHtml();
    }

    private static double At(double value) => Left + (Math.Clamp(value, 0, 1) * (Right - Left));
}
