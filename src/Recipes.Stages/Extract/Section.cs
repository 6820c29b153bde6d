using Recipes.Core;

namespace Recipes.Stages.Extract;

/// <summary>What stands below one heading, before the next.</summary>
/// <param name="Heading">The headings above, outermost first; empty before the first.</param>
/// <param name="Blocks">Everything that is no heading, with its index in the document.</param>
internal sealed record Section(IReadOnlyList<string> Heading, IReadOnlyList<(int Index, Block Block)> Blocks)
{
    /// <summary>The sections of a document in reading order; those without blocks are left out.</summary>
    public static IReadOnlyList<Section> Of(SourceDocument document)
    {
        var sections = new List<Section>();
        var path = new List<(int Level, string Text)>();
        var blocks = new List<(int Index, Block Block)>();
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            if (block.Kind != BlockKind.Heading)
            {
                if (!block.IsAside)
                {
                    blocks.Add((i, block));
                }

                continue;
            }

            Close();
            path.RemoveAll(h => h.Level >= block.Level);
            path.Add((block.Level, block.Text));
        }

        Close();
        return sections;

        void Close()
        {
            if (blocks.Count > 0)
            {
                sections.Add(new(path.Select(h => h.Text).ToList(), blocks.ToList()));
                blocks.Clear();
            }
        }
    }

    /// <summary>The texts of the blocks from one index to another, labels written out.</summary>
    public IEnumerable<string> TextOf(int first, int last) =>
        Blocks.Where(b => b.Index >= first && b.Index <= last)
            .Select(b => b.Block.Label is { } label ? $"{label} {b.Block.Text}" : b.Block.Text);
}
