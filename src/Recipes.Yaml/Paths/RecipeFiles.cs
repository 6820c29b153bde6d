using Recipes.Core;
using Recipes.Yaml.Keys;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Paths;

/// <summary>Finds the files that a recipe names, within the folders that it may name.</summary>
internal sealed class RecipeFiles(string folder, Roots roots, ReaderOptions options)
{
    private readonly Glob _glob = new(folder, roots);

    public ReaderOptions Options => options;

    /// <summary>The recipe with patterns replaced by the files found; a problem or warning for each that finds
    /// none.</summary>
    public Recipe Resolve(Recipe written, Reading reading) => written with
    {
        Base = ResolveBase(written.Base, reading),
        Sources = ResolveSources(written.Sources, reading),
        Mix = written.Mix with
        {
            General = ResolveOrShipped("mix.general", "general", RecipeInputs.General, reading),
        },
        Evaluate = written.Evaluate with
        {
            General = ResolveOrShipped("evaluate.general", "general-evaluation", RecipeInputs.Evaluation, reading),
            Domain = ResolveAll("evaluate.domain", RecipeInputs.Evaluation, reading),
        },
    };

    private BaseSpec ResolveBase(BaseSpec written, Reading reading)
    {
        if (written.Folder is null || reading.FieldOf("base") is not { } field)
        {
            return written;
        }

        var path = Path.GetFullPath(written.Folder, folder);
        if (!roots.Hold(path))
        {
            FailOutside(field, path, reading);
        }
        else if (!Directory.Exists(path))
        {
            FailMissing(field, Codes.NoBase, $"base: there is no folder {Visible.Short(_glob.Relative(path))}",
                "give a Hugging Face folder, relative to the recipe's folder; if another recipe makes it, "
                + "build that one first", RecipeInputs.Base, reading);
        }
        else if (!File.Exists(Path.Combine(path, "config.json")))
        {
            FailMissing(field, Codes.NoBase, $"base: {Visible.Short(_glob.Relative(path))} holds no config.json",
                "give the folder that holds config.json, the weights and the tokenizer", RecipeInputs.Base, reading);
        }
        else if (FirstLinkOutside(path) is { } outside)
        {
            FailOutside(field, outside, reading);
        }

        return written with { Folder = path };
    }

    /// <summary>Large files of a built model are links into the cache; any other link that leaves the roots is
    /// refused.</summary>
    private string? FirstLinkOutside(string path)
    {
        var cache = options.CacheFolder is null ? null : RealPath.Of(options.CacheFolder);
        return Directory.GetFiles(path).Order(StringComparer.Ordinal).FirstOrDefault(file =>
            !roots.Hold(file) && !(cache is not null && RealPath.Of(file) is { } real && Roots.IsWithin(real, cache)));
    }

    private List<SourceSpec> ResolveSources(IReadOnlyList<SourceSpec> sources, Reading reading)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. sources.Select((source, i) => ResolveSource(source, i, taken, reading))];
    }

    private SourceSpec ResolveSource(SourceSpec source, int index, HashSet<string> taken, Reading reading)
    {
        var path = $"sources.{index}";
        var files = reading.FieldOf(path + ".files");
        var pairs = reading.FieldOf(path + ".pairs");
        if ((files ?? pairs) is not { } field || !reading.AreFine(field.Path))
        {
            return source;
        }

        var matches = Find(field, source.Files ?? source.Pairs ?? "", RecipeInputs.Sources, reading);
        var own = matches.Where(taken.Add).ToList();
        if (matches.Count > 0 && own.Count == 0)
        {
            reading.Fail(field, Codes.Shadowed,
                $"{field.Path}: every file that {Visible.Short(field.Node.Text)} matches belongs to an earlier source",
                "put the narrower source first: the first match decides");
        }

        return source with { Matches = own };
    }

    private List<string> ResolveOrShipped(string key, string shipped, RecipeInputs input, Reading reading)
    {
        if (reading.FieldOf(key) is not null)
        {
            return ResolveAll(key, input, reading);
        }

        var shippedFolder = Path.Combine(options.ToolFolder, "recipes", shipped);
        var files = Directory.Exists(shippedFolder)
            ? Directory.GetFiles(shippedFolder, "*.jsonl").Order(StringComparer.Ordinal).ToList()
            : [];
        if (files.Count == 0)
        {
            reading.Warnings.Add($"warning {Codes.NoMatch}: {key} is not given, and the tool's own set, "
                + $"recipes/{shipped}/*.jsonl, is not there");
        }

        return files;
    }

    private List<string> ResolveAll(string key, RecipeInputs input, Reading reading)
    {
        if (reading.FieldOf(key) is not { } field)
        {
            return [];
        }

        // By the nodes, so that one bad entry does not hide what is wrong with the next.
        return [.. field.Items().Where(f => reading.AreFine(f.Path))
            .SelectMany(f => Find(f, f.Node.Text.Trim(), input, reading))
            .Distinct(StringComparer.Ordinal).OrderBy(_glob.Relative, StringComparer.Ordinal)];
    }

    private IReadOnlyList<string> Find(Field field, string pattern, RecipeInputs input, Reading reading)
    {
        var found = _glob.Find(pattern);
        if (found.Outside is not null)
        {
            FailOutside(field, found.Outside, reading);
        }
        else if (found.Unreadable is not null)
        {
            reading.Fail(field, Codes.NoMatch,
                $"{field.Path}: the folder {Visible.Short(_glob.Relative(found.Unreadable))} cannot be listed",
                "give read permission, or another path");
        }
        else if (found.Files.Count == 0)
        {
            FailMissing(field, Codes.NoMatch, $"{field.Path}: no file matches {Visible.Short(pattern)}",
                "check the path; it starts at the recipe's folder, ** stands for any folders, "
                + "and variables are not expanded", input, reading);
        }

        return found.Files;
    }

    private void FailOutside(Field field, string path, Reading reading) => reading.Fail(
        field, Codes.OutsidePath,
        $"{field.Path}: {Visible.Short(_glob.Relative(path))} lies outside {Visible.Short(roots.Top)}",
        "keep the file in the project, or name its folder on the command line: --allow=DIR");

    private void FailMissing(Field field, string code, string fact, string remedy, RecipeInputs input, Reading reading)
    {
        if ((options.Needed & input) != 0)
        {
            reading.Fail(field, code, fact, remedy);
        }
        else
        {
            reading.Warn(field, code, fact);
        }
    }
}
