using System.Text.Encodings.Web;
using System.Text.Json;
using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>The file of <c>--json</c>.</summary>
internal static class RunJson
{
    /// <summary>Writes <c>recipe</c>, <c>targets</c>, <c>exitCode</c>, <c>verdict</c> (passed, failed, cannot-tell or
    /// null) and <c>stages</c> [{<c>name</c>, <c>state</c>, <c>why</c>, <c>seconds</c>}], by rename.</summary>
    public static void Write(string file, BuildContext context, int exitCode) =>
        AtomicFile.Write(file, temporary =>
        {
            using var stream = File.Create(temporary);
            using var json = new Utf8JsonWriter(
                stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            json.WriteString("recipe", context.Request.Places.RecipeFile);
            json.WriteStartArray("targets");
            foreach (var target in context.Request.Targets)
            {
                json.WriteStringValue(target);
            }

            json.WriteEndArray();
            json.WriteNumber("exitCode", exitCode);
            json.WriteString("verdict", context.Verdict?.Outcome);
            json.WriteStartArray("stages");
            foreach (var stage in context.Ran)
            {
                json.WriteStartObject();
                json.WriteString("name", stage.Target);
                json.WriteString("state", stage.State);
                json.WriteString("why", stage.Reason);
                json.WriteNumber("seconds", stage.Seconds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
