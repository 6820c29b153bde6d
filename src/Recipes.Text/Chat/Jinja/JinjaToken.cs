namespace Recipes.Text.Chat.Jinja;

/// <summary>What a piece of a template source is.</summary>
internal enum TokenKind
{
    /// <summary>Text between tags.</summary>
    Data,

    /// <summary>Begins a statement.</summary>
    BlockBegin,

    /// <summary>Ends a statement.</summary>
    BlockEnd,

    /// <summary>Begins a printed expression.</summary>
    PrintBegin,

    /// <summary>Ends a printed expression.</summary>
    PrintEnd,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string, unescaped.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Float,

    /// <summary>An operator or a bracket.</summary>
    Sign,

    /// <summary>The end of the source.</summary>
    End,
}

/// <summary>A piece of a template source.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, unescaped for strings.</param>
/// <param name="Place">Offset in the normalized source.</param>
internal readonly record struct JinjaToken(TokenKind Kind, string Text, int Place);
