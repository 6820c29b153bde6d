namespace Recipes.Documents.Pdf;

/// <summary>Ruling lines that hang together, and the elementary cells between them, row by row.</summary>
internal sealed class Grid
{
    private readonly double[] _ys; // from top to bottom

    public Grid(List<Ruling> across, List<Ruling> down)
    {
        Across = across;
        Down = down;
        Xs = Distinct(down.Select(d => d.At));
        _ys = Distinct(across.Select(a => a.At));
        Array.Reverse(_ys);
    }

    public List<Ruling> Across { get; }

    public List<Ruling> Down { get; }

    public double[] Xs { get; }

    public int Rows => Math.Max(0, _ys.Length - 1);

    public int Columns => Math.Max(0, Xs.Length - 1);

    public double Top => _ys[0];

    public double Bottom => _ys[^1];

    /// <summary>Index of the elementary cell at a point, or null outside.</summary>
    public int? Place(double x, double y)
    {
        if (x < Xs[0] || x > Xs[^1] || y > _ys[0] || y < _ys[^1])
        {
            return null;
        }

        var column = 0;
        while (column < Columns - 1 && Xs[column + 1] < x)
        {
            column++;
        }

        var row = 0;
        while (row < Rows - 1 && _ys[row + 1] > y)
        {
            row++;
        }

        return (row * Columns) + column;
    }

    public bool HasLineLeftOf(int row, int column)
    {
        var middle = (_ys[row] + _ys[row + 1]) / 2;
        return Down.Any(d => Math.Abs(d.At - Xs[column]) <= RuledTables.Near && d.Covers(middle));
    }

    public bool HasLineAbove(int row, int column)
    {
        var middle = (Xs[column] + Xs[column + 1]) / 2;
        return Across.Any(a => Math.Abs(a.At - _ys[row]) <= RuledTables.Near && a.Covers(middle));
    }

    private static double[] Distinct(IEnumerable<double> places)
    {
        var distinct = new List<double>();
        foreach (var place in places.Order())
        {
            if (distinct.Count == 0 || place - distinct[^1] > RuledTables.Near)
            {
                distinct.Add(place);
            }
        }

        return [.. distinct];
    }
}

/// <summary>A straight line: its fixed coordinate, and where it runs from and to.</summary>
internal readonly record struct Ruling(double At, double From, double To)
{
    public bool Meets(Ruling other) =>
        other.At >= From - RuledTables.Near && other.At <= To + RuledTables.Near && At >= other.From - RuledTables.Near && At <= other.To + RuledTables.Near;

    public bool Covers(double place) => place >= From - RuledTables.Near && place <= To + RuledTables.Near;
}
