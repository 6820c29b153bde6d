using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Collect;

/// <summary>A line of <c>problems.jsonl</c>.</summary>
internal sealed record ProblemLine(string Document, string Code, string Reason);

/// <summary>The documents of each source, in the order of the inputs.</summary>
internal sealed record ProblemsSpec(IReadOnlyList<SourceDocuments> Sources);

/// <summary>The documents that one entry of <c>sources</c> matches.</summary>
internal sealed record SourceDocuments(string Files, IReadOnlyList<string> Documents);

/// <summary>Lists what could not be read; a source of which nothing could is an error.</summary>
internal sealed class ProblemsStage : IStage<ProblemsSpec, IReadOnlyList<IReadOnlyList<Problem>>, IReadOnlyList<ProblemLine>>
{
    public StageId Id { get; } = new("problems", Version: 1);

    public IReadOnlyList<ProblemLine> Run(ProblemsSpec spec, IReadOnlyList<IReadOnlyList<Problem>> input, StageContext context)
    {
        var lines = new List<ProblemLine>();
        var index = 0;
        foreach (var source in spec.Sources)
        {
            var problems = source.Documents.Select(document => (Document: document, Problems: input[index++])).ToList();
            lines.AddRange(problems.SelectMany(p => p.Problems.Select(q => new ProblemLine(p.Document, q.Code, q.Fact))));
            if (problems.TrueForAll(p => p.Problems.Count > 0))
            {
                throw new RecipeException(2, [Unreadable(source.Files), .. problems.SelectMany(p => p.Problems).Take(20)]);
            }
        }

        return lines;
    }

    private static Problem Unreadable(string files) => new()
    {
        Code = "RCP3001",
        Fact = $"no document of the source {files} can be read",
        Remedy = "mend or remove the documents named below",
    };
}
