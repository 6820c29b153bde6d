namespace Recipes.Torch.Generation.Json;

/// <summary>Numbers as they are written here: at most 15 digits before the point and 9 behind it, no exponent; and which
/// beginnings can still become one of a range.</summary>
internal sealed record NumberRange
{
    private const int WholeDigits = 15;
    private const int FractionDigits = 9;

    private readonly decimal _unit;
    private readonly decimal _least;
    private readonly decimal _most;

    /// <param name="isWhole">True → no point.</param>
    /// <param name="least">Smallest; null → none. Rounded up to what can be written.</param>
    /// <param name="most">Largest; null → none.</param>
    /// <param name="isOpen">Whether the ends are left out: of the smallest, of the largest.</param>
    public NumberRange(bool isWhole, decimal? least, decimal? most, (bool Least, bool Most) isOpen)
    {
        (IsWhole, IsBounded, _unit) = (isWhole, least is not null || most is not null, isWhole ? 1 : 1e-9m);
        var largest = 1e15m - _unit;
        _least = Math.Max(-largest, Up(least ?? -largest, isOpen.Least));
        _most = Math.Min(largest, -Up(-(most ?? largest), isOpen.Most));
    }

    /// <summary>No point.</summary>
    public bool IsWhole { get; }

    /// <summary>False → a beginning's digits do not matter, only their number.</summary>
    public bool IsBounded { get; }

    /// <summary>True → there is no such number.</summary>
    public bool IsEmpty => _least > _most;

    /// <summary>Bytes of the shortest number.</summary>
    public int Shortest => new[] { new NumberStart(false, 0, 0, -1), new NumberStart(true, 0, 0, -1) }
        .Where(CanGoOn).Min(start => (start.IsNegative ? 1 : 0) + ToEnd(start));

    /// <summary>The beginning one byte later; null where it cannot become a number of the range.</summary>
    public NumberStart? After(NumberStart start, byte next)
    {
        NumberStart? longer = next switch
        {
            (byte)'.' when !IsWhole && start is { Digits: > 0, Places: < 0 } => start with { Places = 0 },
            >= (byte)'0' and <= (byte)'9' => Digit(start, next - '0'),
            _ => null,
        };
        return longer is { } found && CanGoOn(found) ? found : null;
    }

    /// <summary>Whether the beginning is a number of the range.</summary>
    public bool IsEnd(NumberStart start) => start.Digits > 0 && start.Places != 0
        && (!IsBounded || (Signed(start, start.Value) is var value && value >= _least && value <= _most));

    /// <summary>Whether it can become one.</summary>
    public bool CanGoOn(NumberStart start) => ToEnd(start) < int.MaxValue;

    /// <summary>The fewest bytes behind which it is one; the largest number where there are none.</summary>
    public int ToEnd(NumberStart start)
    {
        if (IsEnd(start))
        {
            return 0;
        }

        if (!IsBounded)
        {
            return 1;
        }

        if (start.Places >= 0)
        {
            return Behind(start.Value, start.Places, start.IsNegative);
        }

        return Math.Min(
            start.Digits == 0 ? ByZero(start) : Plus(1, Behind(start.Value, 0, start.IsNegative)), WithDigits(start));
    }

    /// <summary>With more digits before the point.</summary>
    private int WithDigits(NumberStart start)
    {
        var fewest = int.MaxValue;
        var mayGrow = start.Digits < WholeDigits && (start.Digits == 0 || start.Value > 0);
        for (int more = 1; mayGrow && start.Digits + more <= WholeDigits; more++)
        {
            var power = Power(more);
            var first = start.Digits == 0 ? power / 10 : start.Value * power; // a first digit is not 0
            var (low, high) = (first, (start.Digits == 0 ? power : (start.Value + 1) * power) - 1);
            fewest = Math.Min(fewest, Meets(low, high, 1, start.IsNegative) ? more
                : Meets(low, high + 1 - _unit, _unit, start.IsNegative) ? more + 1 + FractionDigits : int.MaxValue);
        }

        return fewest;
    }

    /// <summary>With 0 before the point.</summary>
    private int ByZero(NumberStart start) => Plus(1, Meets(0, 0, 1, start.IsNegative) ? 0 : Plus(1, Behind(0, 0, start.IsNegative)));

    /// <summary>Digits that must stand behind the point, after those that do.</summary>
    private int Behind(decimal value, int places, bool isNegative)
    {
        for (var more = places == 0 ? 1 : 0; !IsWhole && places + more <= FractionDigits; more++)
        {
            var unit = 1 / Power(places + more);
            if (Meets(value, value + (1 / Power(places)) - unit, unit, isNegative))
            {
                return more;
            }
        }

        return int.MaxValue;
    }

    /// <summary>Whether a multiple of the unit lies between the ends, which are multiples of it, and in the range.</summary>
    private bool Meets(decimal low, decimal high, decimal unit, bool isNegative)
    {
        var (least, most) = isNegative ? (-_most, -_least) : (_least, _most);
        var first = Math.Max(low, Math.Ceiling(least / unit) * unit);
        return first <= high && first <= most;
    }

    private NumberStart? Digit(NumberStart start, int digit)
    {
        if (start.Places >= 0)
        {
            return start.Places == FractionDigits ? null : start with
            {
                Places = start.Places + 1,
                Value = IsBounded ? start.Value + (digit / Power(start.Places + 1)) : 0,
            };
        }

        var isLonger = start.Digits < WholeDigits && (start.Digits == 0 || !start.IsZero);
        return !isLonger ? null : start with
        {
            Digits = start.Digits + 1,
            Value = IsBounded ? (start.Value * 10) + digit : 0,
            IsZero = start.Digits == 0 && digit == 0,
        };
    }

    private decimal Up(decimal end, bool isOpen)
    {
        var clipped = Math.Clamp(end, -1e15m, 1e15m);
        var grid = Math.Ceiling(clipped / _unit) * _unit;
        return isOpen && grid == clipped ? grid + _unit : grid;
    }

    private static int Plus(int bytes, int more) => more == int.MaxValue ? more : bytes + more;

    private static decimal Signed(NumberStart start, decimal value) => start.IsNegative ? -value : value;

    private static decimal Power(int ten)
    {
        var power = 1m;
        for (; ten > 0; ten--)
        {
            power *= 10;
        }

        return power;
    }
}

/// <summary>The beginning of a number.</summary>
/// <param name="IsNegative">A minus stands before it.</param>
/// <param name="Value">Without the sign; 0 where the range has no ends.</param>
/// <param name="Digits">Before the point.</param>
/// <param name="Places">Behind the point; −1 → there is none yet.</param>
internal readonly record struct NumberStart(bool IsNegative, decimal Value, int Digits, int Places)
{
    /// <summary>The one digit before the point is 0, so none follows.</summary>
    public bool IsZero { get; init; }
}
