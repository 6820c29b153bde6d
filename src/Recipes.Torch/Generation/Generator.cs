using Recipes.Core;
using Recipes.Torch.Models;
namespace Recipes.Torch.Generation;
/// <summary>Stub.</summary>
public static class Generator
{
    /// <summary>Stub.</summary>
    public static IReadOnlyList<GeneratedReply> Greedy(Model model, IReadOnlyList<int[]> prompts, int most, IReadOnlySet<int> stop, Action<RunEvent> emit, CancellationToken c) => throw new NotSupportedException();
}
/// <summary>Stub.</summary>
public sealed record GeneratedReply(IReadOnlyList<int> Ids, bool IsCut);
/// <summary>Stub.</summary>
public static class MemoryEstimate { /// <summary>s</summary>
 public static long PeakBytes(string m, Files.ModelConfig c, LoraSpec l, int t, Precision p) => 1; 
 /// <summary>s</summary>
 public static long CountParameters(Files.ModelConfig c, LoraSpec l) => 1; }
