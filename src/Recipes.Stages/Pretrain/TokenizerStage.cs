using Recipes.Core;
using Recipes.Engine;
using Recipes.Text.Tokenizers;

namespace Recipes.Stages.Pretrain;

/// <summary>What a tokenizer depends on in the recipe.</summary>
/// <param name="Vocabulary">Tokens, special ones included.</param>
internal sealed record TokenizerSpec(int Vocabulary);

/// <summary>Trains a byte-level BPE tokenizer with a ChatML template on the texts of the corpus.</summary>
internal sealed class TokenizerStage : IStage<TokenizerSpec, IReadOnlyList<QaPair>, FolderArtifact>
{
    public StageId Id { get; } = new("tokenizer", Version: 1);

    public FolderArtifact Run(TokenizerSpec spec, IReadOnlyList<QaPair> input, StageContext context)
    {
        var texts = input.SelectMany(p => p.Conversation(null)).Select(m => m.Content);
        ByteLevelBpeTrainer.Train(texts, spec.Vocabulary, ByteLevelBpeTrainer.ChatTokens, context.Cancellation).WriteTo(context.OutputFolder);
        return new FolderArtifact(context.OutputFolder);
    }
}
