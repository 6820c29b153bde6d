namespace Recipes.Documents;

/// <summary>A document as one text, and where its blocks stand in it.</summary>
/// <param name="Text">Markdown with <c>\n</c> line ends, one at the end.</param>
/// <param name="Ranges">Per block, in its order: first UTF-16 unit and one past the last of <see cref="DocumentText.Line(Recipes.Core.Block)"/>,
/// that is without <c>#</c> and <c>&gt;</c> signs and outer bars.</param>
/// <param name="Digest">SHA-256 of the text in UTF-8, lower-case hex.</param>
public sealed record RenderedDocument(string Text, IReadOnlyList<(int Start, int End)> Ranges, string Digest);
