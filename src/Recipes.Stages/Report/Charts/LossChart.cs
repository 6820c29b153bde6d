namespace Recipes.Stages.Report.Charts;

/// <summary>Loss by step: every step thin, the validations as points, on a linear scale from 0.</summary>
internal static class LossChart
{
    private const double Width = 640;
    private const double Height = 240;
    private const double Left = 48;
    private const double Bottom = 206;

    public static Html Of(IReadOnlyList<(int Step, double Loss)> train, IReadOnlyList<(int Step, double Loss)> validation, string title)
    {
        var svg = new Svg(Width, Height, title);
        var lastStep = Math.Max(1, train.Concat(validation).Select(p => p.Step).DefaultIfEmpty(1).Max());
        var top = Ceiling(train.Concat(validation).Select(p => p.Loss).DefaultIfEmpty(1).Max());
        for (var i = 0; i <= 4; i++)
        {
            var y = Bottom - (i / 4.0 * (Bottom - 16));
            svg.Line(Left, y, Width - 12, y, "grid");
            svg.Text(Left - 8, y + 4, (top * i / 4).ToString("0.##", CultureInfo.InvariantCulture), "end", "tick");
            svg.Text(X(lastStep * i / 4.0), Bottom + 18, (lastStep * i / 4).ToString(CultureInfo.InvariantCulture), "middle", "tick");
        }

        svg.Polyline(train.Select(p => (X(p.Step), Y(p.Loss))), "train");
        svg.Polyline(validation.Select(p => (X(p.Step), Y(p.Loss))), "validation");
        foreach (var (step, loss) in validation)
        {
            svg.Circle(X(step), Y(loss), 3, "dot tuned", string.Create(CultureInfo.InvariantCulture, $"{step}: {loss:0.000}"));
        }

        return svg.ToHtml();

        double X(double step) => Left + (step / lastStep * (Width - Left - 12));
        double Y(double loss) => Bottom - (Math.Min(loss, top) / top * (Bottom - 16));
    }

    private static double Ceiling(double value) => value <= 0 || !double.IsFinite(value) ? 1 : Math.Ceiling(value * 2) / 2;
}
