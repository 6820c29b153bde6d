using Recipes.Benchmarks;
using Recipes.Documents.Workers;
using Recipes.Benchmarks.Training;

// dotnet run -c Release --project tests/Recipes.Benchmarks -- NAME
// Each prints its figure beside its peer's, taken in turns in the same run.
if (args is [DocumentSpeed.WorkerWord])
{
    DocumentWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
    return 0;
}

var benchmarks = new SortedDictionary<string, Action>(StringComparer.Ordinal)
{
    ["documents"] = DocumentSpeed.Run,
    ["generation"] = GenerationSpeed.Run,
    ["grammar"] = GrammarSpeed.Run,
    ["loading"] = LoadingMemory.Run,
    ["nothing-changed"] = NothingChanged.Run,
    ["dedupe"] = DedupeSpeed.Run,
    ["near-duplicates"] = NearDuplicateSpeed.Run,
    ["tokenizers"] = TokenizerSpeed.Run,
    ["training"] = () => TrainingSpeed.Run(args[1..]),
    ["training-memory"] = () => TrainingMemory.Run(args[1..]),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine("give one of: " + string.Join(", ", benchmarks.Keys));
    return 2;
}

run();
return 0;
