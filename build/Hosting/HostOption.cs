namespace Recipes.Build.Hosting;

/// <summary>An option of the command line.</summary>
/// <param name="Name">Long name without dashes, lower case.</param>
/// <param name="ValueName">What its value is called in the help; null for a flag.</param>
/// <param name="Help">One sentence, no full stop.</param>
internal sealed record HostOption(string Name, string? ValueName, string Help)
{
    /// <summary>Other spellings: one letter is written with one dash, the rest with two.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>True where each further use adds a value; otherwise a second use is an error.</summary>
    public bool Repeats { get; init; }

    /// <summary>The only values accepted; empty → any.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>True where the part behind it is not built yet: refused by name.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>All options in the order of the help.</summary>
    public static HostOption[] All { get; } =
    [
        new("target", "TARGET", "what to make (default: Report)") { Aliases = ["t"], Repeats = true },
        new("recipe", "NAME|FILE", "a folder of recipes/, or the path of a recipe.yaml (default: quickstart)"),
        new("set", "KEY=VALUE", "overrides a value of the recipe, e.g. train.steps=900; repeatable") { Repeats = true },
        new("device", "DEVICE", "cpu, cuda:N or mps (default: cpu)"),
        new("threads", "N", "threads of the kernels (default: the processors this process may use)"),
        new("cache", "DIR", "the store (default: cache/ of the tool)"),
        new("allow", "DIR", "a folder outside the recipe's repository that it may read; repeatable") { Repeats = true },
        new("locked", null, "outputs must equal recipe.lock"),
        new("update-lock", null, "writes recipe.lock"),
        new("offline", null, "forbids every network call"),
        new("numeric", "CLASS", "native, or portable: equal bits on every machine with AVX2 (default: native)")
        { Choices = ["native", "portable"] },
        new("json", "FILE", "writes what ran, and the verdict, as JSON"),
        new("endpoints", "FILE", "machine file with LLM servers") { IsPlanned = true },
        new("refresh-calls", null, "asks recorded calls again") { IsPlanned = true },
        new(
            "model",
            "DIR",
            "for Serve and Inspect: the folder of a model or of an adapter (default: the recipe's selected model)"
        ),
        new(
            "base",
            "DIR",
            "for Serve: the base of an adapter (default: the folder its adapter_config.json names, else the recipe's)"
        ),
        new("port", "N", "for Serve: where it listens, 0 for a free port (default: 8000)"),
        new(
            "host",
            "ADDRESS",
            "for Serve: default 127.0.0.1; elsewhere the variable RECIPES_SERVE_KEY must hold a key"
        ),
        new("precision", "PRECISION", "for Serve: float32 or bf16 (default: float32, the reference's numbers)")
        { Choices = ["float32", "bf16"] },
        new("input", "FILE", "for Inspect: JSON Lines with text or messages"),
        new("output", "FILE", "for Inspect: the same rows with ids, rendering and training mask"),
        new("filter", "EXPR", "for Test: a name or part of one, Trait=value, Trait!=value, joined by &"),
        new("exclusive", null, "runs the target without those it depends on") { Aliases = ["e"] },
        new("dryrun", null, "lists the targets that would run") { Aliases = ["noop", "whatif"] },
        new("tree", null, "shows what the targets depend on") { Aliases = ["showtree"] },
        new("description", null, "lists the targets with their descriptions")
        { Aliases = ["descriptions", "showdescription", "showdescriptions"] },
        new("verbosity", "LEVEL", "quiet, minimal, normal, verbose or diagnostic (default: normal)")
        { Aliases = ["v"], Choices = ["quiet", "minimal", "normal", "verbose", "diagnostic", "q", "m", "n", "v", "d"] },
        new("version", null, "prints the version") { Aliases = ["ver"] },
        new("info", null, "prints the versions of the tool, Cake and .NET"),
        new("help", null, "prints this page") { Aliases = ["h", "?"] },
    ];

    /// <summary>The option of this name or alias, any case; null where there is none.</summary>
    public static HostOption? Find(string name)
    {
        foreach (var option in All)
        {
            if (option.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                || Array.Exists(option.Aliases, a => a.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return option;
            }
        }

        return null;
    }
}
