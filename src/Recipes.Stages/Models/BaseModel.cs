using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Split;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Stages.Models;

/// <summary>The base as separate artifacts: Mix depends on its tokenizer only, ChooseMethod on its config, Train on all of it.</summary>
internal sealed record BaseModel
{
    /// <summary>Files that make a tokenizer and its chat template, where a folder has them.</summary>
    private static readonly string[] _tokenizerFiles =
    [
        "tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "merges.txt", "added_tokens.json",
        "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "chat_template.json",
        "generation_config.json", "config.json",
    ];

    private static readonly string[] _weightFiles = ["*.safetensors", "*.bin", "*.index.json"];

    public required Handle<ChatText> Chat { get; init; }

    /// <summary>How long answers are.</summary>
    public required Handle<IAnswerLength> Lengths { get; init; }

    public required Handle<ModelConfig> Config { get; init; }

    /// <summary>The whole folder.</summary>
    public required Handle<string> Folder { get; init; }

    /// <summary>The base as it is, to be asked.</summary>
    public Handle<TrainedModel> Untuned => Folder.Map(_ => TrainedModel.None);

    /// <summary>A model that does not exist yet: its folder holds the tokenizer alone.</summary>
    public static BaseModel New(Handle<FolderArtifact> tokenizer, Recipe recipe)
    {
        var spec = recipe.Base.New ?? throw new InvalidOperationException("The recipe trains no new model.");
        var chat = tokenizer.Map(folder => ChatText.Load(folder.Path, recipe.Template, spec.Context));
        return new BaseModel
        {
            Chat = chat,
            Lengths = chat.Map(c => (IAnswerLength)new TokenLength(c.Tokenizer)),
            Config = chat.Map(c => NewModel.Config(spec, c.Tokenizer.VocabularySize, c.Tokenizer.StopIds, c.Tokenizer.PadId)),
            Folder = tokenizer.Map(folder => folder.Path),
        };
    }

    /// <summary>A folder on disk; the recipe's reader has checked that it is there where a target reads it.</summary>
    public static BaseModel At(Graph graph, Recipe recipe)
    {
        var folder = recipe.Base.Folder ?? throw new InvalidOperationException("The recipe has no base folder.");
        Handle<SourceFile> File(string name) => graph.File(Path.Combine(folder, name), $"base/{name}");

        // Targets that read no model run without the folder, so it may be missing here.
        var text = _tokenizerFiles.Where(name => System.IO.File.Exists(Path.Combine(folder, name))).Select(File).ToList();
        var weights = Directory.Exists(folder)
            ? _weightFiles.SelectMany(glob => Directory.EnumerateFiles(folder, glob)).Select(p => Path.GetFileName(p))
                .Order(StringComparer.Ordinal).Select(File).ToList()
            : [];
        var chat = Graph.All(text).Map(_ => ChatText.Load(folder, recipe.Template, ModelConfigReader.Read(folder).Context));
        return new BaseModel
        {
            Chat = chat,
            Lengths = chat.Map(c => (IAnswerLength)new TokenLength(c.Tokenizer)),
            Config = File("config.json").Map(_ => ModelConfigReader.Read(folder)),
            Folder = Graph.All([.. text, .. weights]).Map(_ => folder),
        };
    }
}
