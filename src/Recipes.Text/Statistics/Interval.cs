namespace Recipes.Text.Statistics;

/// <summary>An interval of a rate, a mean or a difference.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end, at least <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High);
