using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>The files of a tokenizer that was just trained, readable by the Hugging Face libraries.</summary>
public sealed record TrainedTokenizer
{
    /// <summary>Text of tokenizer.json.</summary>
    public required string TokenizerJson { get; init; }

    /// <summary>Text of tokenizer_config.json: ChatML template, end and padding token.</summary>
    public required string TokenizerConfigJson { get; init; }

    /// <summary>Number of tokens; less than asked for where the texts hold too few pairs that come twice.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Writes both files, each under a temporary name first.</summary>
    /// <param name="folder">Made where it is absent.</param>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "tokenizer.json"), TokenizerJson);
        AtomicFile.WriteText(Path.Combine(folder, "tokenizer_config.json"), TokenizerConfigJson);
    }
}
