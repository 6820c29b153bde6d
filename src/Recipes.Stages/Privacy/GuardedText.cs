using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Privacy;

namespace Recipes.Stages.Privacy;

/// <summary>A text after privacy: what is not allowed is masked.</summary>
/// <param name="Text">Masked.</param>
/// <param name="Spans">What was found, by its place in the masked text.</param>
internal sealed record GuardedText(string Text, IReadOnlyList<PersonalSpan> Spans)
{
    /// <summary>Looks a text through; refused data is masked too, since what is told of it must not show it.</summary>
    public static GuardedText Of(string text, PrivacySpec privacy)
    {
        var (masked, spans) = PersonalData.Mask(text, PersonalData.Find(text), kind => privacy.For(kind) != PrivacyAction.Allow);
        return new(masked, spans);
    }

    /// <summary>A kind as recipes spell it: id-card.</summary>
    public static string NameOf(PersonalKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
