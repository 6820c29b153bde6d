using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Tests.Stages;

internal static class TestContexts
{
    /// <summary>A context for stages that write no files.</summary>
    public static StageContext Stage(List<RunEvent>? events = null) => new()
    {
        Node = "test",
        OutputFolder = "/nonexistent",
        CheckpointFolder = "/nonexistent",
        Emit = e => events?.Add(e),
    };
}
