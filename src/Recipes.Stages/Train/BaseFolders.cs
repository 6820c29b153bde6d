using Recipes.Engine;

namespace Recipes.Stages.Train;

/// <summary>Model folders that training begins from and leaves.</summary>
internal static class BaseFolders
{
    private static readonly string[] _tokenizerFiles =
        ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "special_tokens_map.json", "generation_config.json"];

    /// <summary>An untrained model in the checkpoint folder: the same seed gives the same weights after a crash.</summary>
    public static string NewModel(TrainStageSpec spec, TrainInput input, StageContext context)
    {
        var folder = Path.Combine(context.CheckpointFolder, "new");
        Torch.Models.NewModel.Create(input.Config, spec.Seed, folder);
        return folder;
    }

    /// <summary>A trained model is a whole folder, its tokenizer included.</summary>
    public static void CopyTokenizer(string from, string to)
    {
        foreach (var name in _tokenizerFiles.Where(n => File.Exists(Path.Combine(from, n))))
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
        }
    }
}
