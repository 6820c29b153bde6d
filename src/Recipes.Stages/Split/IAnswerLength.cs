using Recipes.Text.Tokenizers;

namespace Recipes.Stages.Split;

/// <summary>How long an answer is: in tokens where there is a tokenizer, else in characters.</summary>
internal interface IAnswerLength
{
    /// <summary>tokens or characters, for messages.</summary>
    string Unit { get; }

    /// <summary>Length of a text in that unit.</summary>
    int Of(string text);
}

/// <summary>Tokens of the base's tokenizer, special ones not counted.</summary>
internal sealed class TokenLength(ModelTokenizer tokenizer) : IAnswerLength
{
    public string Unit => "tokens";

    public int Of(string text) => tokenizer.Encode(text, addSpecial: false).Length;
}

/// <summary>Unicode characters, while there is no tokenizer.</summary>
internal sealed class CharacterLength : IAnswerLength
{
    public string Unit => "characters";

    public int Of(string text) => text.EnumerateRunes().Count();
}
