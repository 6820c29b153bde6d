using Recipes.Engine;

namespace Recipes.Stages.Select;

/// <summary>The ladder, unrolled.</summary>
internal sealed record LadderSpec(IReadOnlyList<string> Methods);

/// <summary>The selection and every rung's output, in the order of the ladder.</summary>
internal sealed record SelectedModelInput(Selection Selection, IReadOnlyList<FolderArtifact> Models)
{
    public static Handle<SelectedModelInput> Of(Handle<Selection> selection, IReadOnlyList<Handle<FolderArtifact>> models) =>
        Graph.Join(selection, Graph.All(models)).Map(x => new SelectedModelInput(x.Item1, x.Item2));
}

/// <summary>Passes the selected rung's model and log on under one name, so that Evaluate depends on nothing of the others.</summary>
internal sealed class SelectedModelStage : IStage<LadderSpec, SelectedModelInput, FolderArtifact>
{
    public StageId Id { get; } = new("selected-model", Version: 1);

    public FolderArtifact Run(LadderSpec spec, SelectedModelInput input, StageContext context)
    {
        var source = input.Models[spec.Methods.ToList().IndexOf(input.Selection.Method)].Path;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var target = Path.Combine(context.OutputFolder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? context.OutputFolder);
            File.Copy(file, target);
        }

        return new FolderArtifact(context.OutputFolder);
    }
}
