using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Items;

/// <summary>What the items depend on beside their files.</summary>
/// <param name="General">Names of the general files, in the order of the inputs.</param>
/// <param name="Customer">Names of the customer's files, after them.</param>
internal sealed record ItemsSpec(IReadOnlyList<string> General, IReadOnlyList<string> Customer);

/// <summary>Collects dealt, general and customer's items and splits them: a hash of the cluster puts 40 % into dev and 60 %
/// into test, so that items which share a passage stay together.</summary>
internal sealed class ItemsStage : IStage<ItemsSpec, (IReadOnlyList<EvaluationItem> Dealt, IReadOnlyList<SourceFile> Files), ItemSet>
{
    private const double DevShare = 0.4; // design, section 7

    public StageId Id { get; } = new("items", Version: 1);

    public ItemSet Run(ItemsSpec spec, (IReadOnlyList<EvaluationItem> Dealt, IReadOnlyList<SourceFile> Files) input, StageContext context)
    {
        var names = spec.General.Concat(spec.Customer).ToList();
        var problems = new List<Problem>();
        var items = input.Dealt.ToList();
        for (var i = 0; i < names.Count; i++)
        {
            var tag = i < spec.General.Count ? Subset.General : Subset.Customer;
            items.AddRange(Read(input.Files[i].Path, names[i], tag, problems));
        }

        problems.AddRange(items.GroupBy(i => i.Id, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => new Problem { Code = "RCP4003", Fact = $"{g.Count()} evaluation items have the id {g.Key}", Remedy = "give every item an id of its own" }));
        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems.Take(20).ToList());
        }

        var dev = items.ToLookup(i => ContentId.Fraction("dev", i.Cluster ?? i.Id) < DevShare);
        return new ItemSet(dev[true].ToList(), dev[false].ToList());
    }

    private static IEnumerable<EvaluationItem> Read(string path, string name, string tag, List<Problem> problems)
    {
        var number = 0;
        foreach (var line in JsonLines.Lines(path))
        {
            number++;
            if (!line.AsSpan().Trim().IsEmpty && Parse(line, name, number, problems) is { } item)
            {
                yield return item with { Tags = [.. item.Tags, tag], Input = item.Input ?? item.Prompt };
            }
        }
    }

    private static EvaluationItem? Parse(string line, string name, int number, List<Problem> problems)
    {
        try
        {
            var item = JsonSerializer.Deserialize<EvaluationItem>(line, JsonLines.Options) ?? throw new JsonException("the line is null");
            return item.Prompt is not null || item.Messages is { Count: > 0 } ? item : throw new JsonException("the item has neither prompt nor messages");
        }
        catch (JsonException e)
        {
            problems.Add(new Problem
            {
                Code = "RCP4002",
                File = name,
                Line = number,
                Fact = $"the evaluation item cannot be read: {e.Message.Split('\n')[0]}",
                Remedy = "each line needs id, dimension, prompt (or messages), gold and scorer",
            });
            return null;
        }
    }
}
