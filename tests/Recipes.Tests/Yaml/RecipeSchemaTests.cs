using System.Text.Json.Nodes;
using Recipes.Yaml;
using Snapshooter.Xunit3;

namespace Recipes.Tests.Yaml;

public sealed class RecipeSchemaTests : IDisposable
{
    // Values for texts and lists, which the schema alone does not give. A key missing here fails the test.
    private static readonly Dictionary<string, string> _others = new(StringComparer.Ordinal)
    {
        ["name"] = "other",
        ["description"] = "other",
        ["base"] = "model2",
        ["system"] = "other",
        ["refusal"] = "other",
        ["sources.0.files"] = "documents/a.md",
        ["sources.0.pairs"] = "imported/more.jsonl",
        ["sources.0.kind"] = "law",
        ["mix.general"] = "general/g.jsonl",
        ["mix.contrast"] = "[[权利,权力]]",
        ["method.ladder"] = "[full]",
        ["method.memory"] = "24GiB",
        ["train.precision"] = "bf16",
        ["train.lora.targets"] = "[q_proj]",
        ["evaluate.general"] = "items/i.jsonl",
        ["evaluate.domain"] = "items/i.jsonl",
        ["evaluate.gate"] = "[domain >= 0.5]",
        ["base.new.heads"] = "2",
        ["base.new.hidden"] = "64",
    };

    private readonly RecipeFolder _folder = new();

    public RecipeSchemaTests()
    {
        _folder.Write("model2/config.json", "{}");
        _folder.Write("imported/more.jsonl", "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_schema_is_approved() => Snapshot.Match(RecipeSchema.Json(), "recipe.schema");

    [Fact]
    public void Every_key_changes_the_recipe_or_is_refused_by_name()
    {
        var keys = Leaves("", JsonNode.Parse(RecipeSchema.Json())!.AsObject()).ToList();
        var changed = 0;
        var refused = 0;

        foreach (var (path, schema) in keys)
        {
            if (IsRefused(path, schema))
            {
                refused++;
                continue;
            }

            var (yaml, sets) = Baseline(path);
            var before = _folder.Json(_folder.Read(yaml, sets).OrThrow());
            var after = _folder.Json(_folder.Read(yaml, [.. sets, $"{path}={Other(path, schema)}"]).OrThrow());
            Assert.True(before != after, $"{path} changes nothing");
            changed++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{keys.Count} keys: {changed} change the recipe, {refused} are refused by name");
        Assert.Equal(keys.Count, changed + refused);
        Assert.True(changed >= 45, $"only {changed} keys change something");
    }

    [Fact]
    public void Every_key_says_what_it_means_and_where_its_default_comes_from()
    {
        var keys = Leaves("", JsonNode.Parse(RecipeSchema.Json())!.AsObject()).ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key =>
        {
            var description = key.Schema["description"]!.GetValue<string>();
            Assert.True(description.Length > 10, key.Path);
            Assert.Equal(key.Schema["default"] is not null, description.Contains("Default ", StringComparison.Ordinal));
        });
    }

    /// <summary>The keys with plain values: <c>sources.0.files</c>, <c>train.lora.rank</c>.</summary>
    private static IEnumerable<(string Path, JsonObject Schema)> Leaves(string path, JsonObject schema)
    {
        var maps = Alternatives(schema).Where(s => s["properties"] is not null).ToList();
        if (path.Length > 0 && (maps.Count == 0 || schema["anyOf"] is not null))
        {
            yield return (path, schema);
        }

        foreach (var (name, value) in maps.SelectMany(m => m["properties"]!.AsObject()))
        {
            foreach (var leaf in Leaves(Join(path, schema["type"]?.GetValue<string>() == "array" ? "0." + name : name), value!.AsObject()))
            {
                yield return leaf;
            }
        }
    }

    private static IEnumerable<JsonObject> Alternatives(JsonObject schema) =>
        schema["anyOf"] is JsonArray any ? any.Select(a => a!.AsObject())
        : schema["items"] is JsonObject items ? [items]
        : [schema];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private bool IsRefused(string path, JsonObject schema)
    {
        var isFixed = schema["const"] is not null || schema["enum"] is JsonArray { Count: 1 }
            || schema["items"]?["const"] is not null;
        if (!isFixed)
        {
            return false;
        }

        var other = path == "recipe" ? "2" : path == "evaluate.baselines" ? "[other]" : schema["$comment"] is { } comment
            ? comment.GetValue<string>().Split(": ")[1].Split(',')[0]
            : "other";
        var problem = Assert.Single(_folder.Read(RecipeFolder.Minimal, $"{path}={other}").Problems);
        Assert.True(problem.Code is "RCP2106" or "RCP2012" or "RCP2105", problem.ToString());
        Assert.Contains(path, problem.Fact, StringComparison.Ordinal);
        return true;
    }

    private static (string Yaml, string[] Sets) Baseline(string path) => path switch
    {
        _ when path.StartsWith("base.new", StringComparison.Ordinal) => (RecipeFolder.Minimal, ["base.new.layers=5"]),
        "sources.0.pairs" => (RecipeFolder.Minimal.Replace("files: documents/*.md", "pairs: imported/pairs.jsonl", StringComparison.Ordinal), []),
        _ => (RecipeFolder.Minimal, []),
    };

    private static string Other(string path, JsonObject schema)
    {
        if (_others.TryGetValue(path, out var other))
        {
            return other;
        }

        var current = schema["default"]?.ToString();
        foreach (var form in Alternatives(schema))
        {
            var candidates = form["enum"] is JsonArray words ? words.Select(w => w!.ToString())
                : form["type"]?.ToString() == "boolean" ? ["true", "false"]
                : form["type"]?.ToString() == "integer" ? [form["minimum"]!.ToString()]
                : form["type"]?.ToString() == "number" ? ["0.5"]
                : Enumerable.Empty<string>();
            if (candidates.FirstOrDefault(c => c != current) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"the test knows no other value for {path}: add one to its list");
    }
}
