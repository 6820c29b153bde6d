using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.Items;
using Recipes.Stages.Mix;
using Recipes.Stages.Models;

namespace Recipes.Stages;

/// <summary>Everything that is ready before a model is trained.</summary>
/// <param name="Model">What is trained.</param>
/// <param name="Mixture">On what.</param>
/// <param name="Items">The questions of trials and of the verdict.</param>
/// <param name="AskBaseline">Adds a node that asks the baseline some items: its name, its target, the items.</param>
internal sealed record Prepared(
    BaseModel Model,
    Handle<Mixture> Mixture,
    Handle<ItemSet> Items,
    Func<string, string, Handle<IReadOnlyList<EvaluationItem>>, Handle<AnswerSet>> AskBaseline);
