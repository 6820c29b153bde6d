namespace Recipes.Benchmarks;

/// <summary>Times of one thing, in milliseconds.</summary>
internal sealed class Figures(string name)
{
    private readonly List<double> _times = [];

    public double Median => _times.Order().ElementAt(_times.Count / 2);

    public void Add(TimeSpan time) => _times.Add(time.TotalMilliseconds);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-40} min {_times.Min(),8:0.0} ms   median {Median,8:0.0} ms   max {_times.Max(),8:0.0} ms   n {_times.Count}");
}
