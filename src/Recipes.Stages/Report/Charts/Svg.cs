using System.Text;

namespace Recipes.Stages.Report.Charts;

/// <summary>Builds an SVG picture; numbers have two decimals, texts are encoded, colours come from the page's style sheet.</summary>
internal sealed class Svg(double width, double height, string title)
{
    private readonly StringBuilder _body = new();

    public void Line(double x1, double y1, double x2, double y2, string css) =>
        _body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" class=\"{css}\"/>");

    public void Circle(double x, double y, double radius, string css, string tip) =>
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" class=\"{css}\"><title>{Html.Encode(tip)}</title></circle>");

    public void Polygon(IEnumerable<(double X, double Y)> points, string css) =>
        _body.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{Points(points)}\" class=\"{css}\"/>");

    public void Polyline(IEnumerable<(double X, double Y)> points, string css) =>
        _body.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{Points(points)}\" class=\"{css}\"/>");

    /// <param name="x">Where the anchor stands.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">Encoded here.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="css">Class.</param>
    public void Text(double x, double y, string text, string anchor, string css) =>
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" class=\"{css}\">{Html.Encode(text)}</text>");

    public Html ToHtml() => new(string.Create(CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {width:0.##} {height:0.##}\" role=\"img\" aria-label=\"{Html.Encode(title)}\" xmlns=\"http://www.w3.org/2000/svg\">{_body}</svg>"));

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")));
}
