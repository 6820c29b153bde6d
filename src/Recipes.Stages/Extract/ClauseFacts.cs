using System.Text.RegularExpressions;
using Recipes.Core;

namespace Recipes.Stages.Extract;

/// <summary>A clause or sentence that defines something answers what that thing is; any other numbered clause answers what
/// its number says.</summary>
internal static partial class ClauseFacts
{
    public static IEnumerable<Draft> Of(Section section, string passage)
    {
        foreach (var (index, block) in section.Blocks.Where(b => b.Block.Kind == BlockKind.Paragraph))
        {
            var definitions = Definitions(section, index, block).ToList();
            if (definitions.Count == 0 && passage == "clause" && block.Label is { } label)
            {
                definitions.Add(Whole(section, index, block, label));
            }

            foreach (var definition in definitions)
            {
                yield return definition;
            }
        }
    }

    private static IEnumerable<Draft> Definitions(Section section, int index, Block block)
    {
        foreach (Match sentence in Sentence().Matches(block.Text))
        {
            var match = Definition().Match(sentence.Value.Trim());
            if (!match.Success || Vague().IsMatch(match.Groups["subject"].Value))
            {
                continue;
            }

            var (subject, attribute) = Parts(match.Groups["subject"].Value.Trim());
            yield return new Draft
            {
                Section = section,
                First = index,
                Last = index,
                Within = sentence.Index..(sentence.Index + sentence.Length),
                Label = block.Label,
                Subject = subject,
                Attribute = attribute,
                Question = attribute.Length > 0 ? $"{subject}的{attribute}是什么？" : $"{subject}是什么？",
                Answer = match.Groups["answer"].Value.Trim(),
            };
        }
    }

    private static Draft Whole(Section section, int index, Block block, string label)
    {
        var place = section.Heading.Count > 0 ? section.Heading[0] : "";
        return new Draft
        {
            Section = section,
            First = index,
            Last = index,
            Label = label,
            Subject = place + label,
            Question = $"{place}{label}的内容是什么？",
            Answer = block.Text,
        };
    }

    /// <summary>前轮的胎压 → (前轮, 胎压); a term without 的 is a subject alone.</summary>
    private static (string Subject, string Attribute) Parts(string term)
    {
        var at = term.LastIndexOf('的');
        return at > 0 && at < term.Length - 1 ? (term[..at], term[(at + 1)..]) : (term, "");
    }

    [GeneratedRegex("[^。！？；]+")]
    private static partial Regex Sentence();

    /// <summary>A short term without punctuation, a word of definition or a colon, and what it is.</summary>
    [GeneratedRegex("^(?<subject>[^，,：:；。、（）()]{2,24}?)(?:是指|系指|指的是|应为|均为|定为|规定为|设定为|是|为|：|:\\s)(?<answer>.+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Definition();

    /// <summary>Words that point elsewhere or make the sentence no definition: a question about them would dangle.</summary>
    [GeneratedRegex("^(?:这|那|此|其|它|他|她|本条|上述|前款|该|但|如果|若|当|因|所以|只有|不|可|应|必须|注意|也|都|还|即)|(?:不|并非|就|才|认|以|成|作|视|行|称|因|人)$")]
    private static partial Regex Vague();
}
