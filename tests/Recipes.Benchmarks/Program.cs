using Recipes.Benchmarks;

// dotnet run -c Release --project tests/Recipes.Benchmarks -- NAME
// Each prints its figure beside its peer's, taken in turns in the same run.
var benchmarks = new SortedDictionary<string, Action>(StringComparer.Ordinal)
{
    ["generation"] = GenerationSpeed.Run,
    ["nothing-changed"] = NothingChanged.Run,
    ["near-duplicates"] = NearDuplicateSpeed.Run,
    ["tokenizers"] = TokenizerSpeed.Run,
};

if (args.Length != 1 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine("give one of: " + string.Join(", ", benchmarks.Keys));
    return 2;
}

run();
return 0;
