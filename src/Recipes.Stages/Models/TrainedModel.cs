using Recipes.Engine;

namespace Recipes.Stages.Models;

/// <summary>What training a rung left: a folder with a whole model or an adapter, or nothing.</summary>
/// <param name="State">Which of them.</param>
/// <param name="Folder">The folder; empty for none and skipped.</param>
internal sealed record TrainedModel(TrainedState State, string Folder)
{
    /// <summary>Subfolder of a training's output that holds the model; its digest alone enters the keys of those who ask it.</summary>
    public const string ModelFolder = "model/";

    /// <summary>The training log beside it.</summary>
    public const string LogFile = "training.jsonl";

    private const string AdapterConfig = "adapter_config.json";

    /// <summary>Nothing on top of the base.</summary>
    public static TrainedModel None { get; } = new(TrainedState.Base, "");

    /// <summary>The model of a rung; a rung that was not wanted wrote no file.</summary>
    public static Handle<TrainedModel> Of(Handle<FolderArtifact> trained) => trained.Part([ModelFolder], Formats.Folder()).Map(In);

    /// <summary>The log of a rung; empty where it was not wanted.</summary>
    public static Handle<string> LogOf(Handle<FolderArtifact> trained) => trained.Part(LogFile, Formats.Text(LogFile));

    /// <summary>What lies in a folder.</summary>
    public static TrainedModel In(FolderArtifact folder)
    {
        var path = folder.Path;
        return !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any() ? new(TrainedState.Skipped, "")
            : new(File.Exists(Path.Combine(path, AdapterConfig)) ? TrainedState.Adapter : TrainedState.Whole, path);
    }
}

/// <summary>The forms of a trained model.</summary>
internal enum TrainedState
{
    /// <summary>The base without anything.</summary>
    Base,

    /// <summary>The rung was not wanted.</summary>
    Skipped,

    /// <summary>An adapter on the base.</summary>
    Adapter,

    /// <summary>A model of its own.</summary>
    Whole,
}
