using Recipes.Engine;
using Recipes.Stages.Mix;
using Recipes.Stages.Models;
using Recipes.Torch.Files;

namespace Recipes.Stages.Train;

/// <summary>What training a rung reads.</summary>
internal sealed record TrainInput(
    bool IsWanted, IReadOnlyList<TrainRow> Train, IReadOnlyList<TrainRow> Validation, string BaseFolder, ChatText Chat, ModelConfig Config)
{
    public static Handle<TrainInput> Of(Handle<bool> wanted, Handle<Mixture> mixture, BaseModel model) =>
        Graph.Join(wanted, MixtureFormat.TrainOf(mixture), MixtureFormat.ValidationOf(mixture), model.Folder, model.Chat, model.Config)
            .Map(x => new TrainInput(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
}
