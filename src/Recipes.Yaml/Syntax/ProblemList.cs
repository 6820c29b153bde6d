using Recipes.Core;

namespace Recipes.Yaml.Syntax;

/// <summary>Collects problems while reading, and hands them out in file order, then in the order of the
/// <c>--set</c>s.</summary>
internal sealed class ProblemList
{
    private const int Shown = 100; // more help nobody; chosen by hand
    // so that a file of nothing but mistakes costs no more than one of some; chosen by hand
    private const int Kept = 1000;
    private readonly List<(Place Place, Problem Problem)> _problems = [];
    private int _counted;

    public int Count => _problems.Count + _counted;

    /// <summary>True where further problems are only counted.</summary>
    public bool IsFull => _problems.Count >= Kept;

    public void Add(Place place, string code, string fact, string? remedy)
    {
        if (IsFull)
        {
            _counted++;
            return;
        }

        _problems.Add((place, place.Source.Problem(place.Offset, code, fact, remedy)));
    }

    /// <summary>At most 100 problems, then one that says how many more there are.</summary>
    public IReadOnlyList<Problem> InOrder()
    {
        var sorted = _problems.OrderBy(p => p.Place.Source.Order).ThenBy(p => p.Place.Offset)
            .Select(p => p.Problem).ToList();
        return Count <= Shown ? sorted : [.. sorted.Take(Shown), More(Count - Shown)];
    }

    private static Problem More(int count) => new()
    {
        Code = Codes.TooMany,
        Fact = $"{count} more problems are not shown",
        Remedy = "mend the first ones and check again",
    };
}
