namespace Recipes.Build.Testing;

/// <summary>How many tests ended how.</summary>
internal readonly record struct TestCounts
{
    /// <summary>Tests that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Tests that failed, and test programs that ended for another reason.</summary>
    public int Failed { get; init; }

    /// <summary>Tests that were skipped.</summary>
    public int Skipped { get; init; }

    /// <summary>The sums.</summary>
    public static TestCounts operator +(TestCounts a, TestCounts b) => new()
    {
        Passed = a.Passed + b.Passed,
        Failed = a.Failed + b.Failed,
        Skipped = a.Skipped + b.Skipped,
    };

    /// <summary>The closing line, which other programs read.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}");
}
