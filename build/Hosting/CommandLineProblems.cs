using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>What to say about a word of the command line that cannot stand. Codes RCP1001 to RCP1009.</summary>
internal static class CommandLineProblems
{
    /// <summary>A word that names no option.</summary>
    public static void Unknown(List<Problem> problems, string word, string name, int dashes)
    {
        if (dashes == 0)
        {
            problems.Add(
                new()
                {
                    Code = "RCP1005",
                    Fact = $"'{word}' is not an option: every word of the command line begins with --",
                    Remedy = "to choose a target type --target=" + (word.Length == 0 ? "Report" : word),
                }
            );
            return;
        }

        var nearest = NearestWord.Of(name, HostOption.All.SelectMany(o => o.Aliases.Prepend(o.Name)));
        problems.Add(
            new()
            {
                Code = "RCP1001",
                Fact = $"unknown option {word}",
                Remedy = nearest is null
                    ? "--help lists the options"
                    : $"did you mean {(nearest.Length == 1 ? "-" : "--")}{nearest}? --help lists the options",
            }
        );
    }

    /// <summary>A known option whose value, or whose use, cannot stand.</summary>
    public static void Refused(List<Problem> problems, HostOption option, string value, bool isKnown) =>
        problems.Add(
            option switch
            {
                { IsPlanned: true } => new()
                {
                    Code = "RCP1006",
                    Fact = $"--{option.Name} is not built yet: no stage of this version asks an LLM server",
                    Remedy = $"leave --{option.Name} out",
                },
                { ValueName: { } name } when value.Length == 0 => new()
                {
                    Code = "RCP1003",
                    Fact = $"--{option.Name} has no value",
                    Remedy = $"type --{option.Name}={name}",
                },
                { Choices.Length: > 0 } when !isKnown => new()
                {
                    Code = "RCP1004",
                    Fact =
                        $"--{option.Name} must be one of {string.Join(", ", option.Choices.Where(c => c.Length > 1))} but is '{value}'",
                    Remedy = NearestWord.Of(value, option.Choices) is { } near ? $"did you mean {near}?" : null,
                },
                { ValueName: null } when !isKnown => new()
                {
                    Code = "RCP1004",
                    Fact = $"--{option.Name} is a flag: true or false, but is '{value}'",
                    Remedy = $"type --{option.Name}",
                },
                _ => new()
                {
                    Code = "RCP1007",
                    Fact = $"--{option.Name} was given twice, the second time as '{value}'",
                    Remedy = "give it once",
                },
            }
        );

    /// <summary>A target that is not registered.</summary>
    public static Problem UnknownTarget(string target, IEnumerable<string> known) =>
        new()
        {
            Code = "RCP1002",
            Fact = $"unknown target '{target}'",
            Remedy =
                (NearestWord.Of(target, known) is { } near ? $"did you mean --target={near}? " : "")
                + "the targets are "
                + string.Join(", ", known),
        };

    /// <summary>A value of the wrong form.</summary>
    public static Problem BadValue(string option, string value, string must, string example) =>
        new()
        {
            Code = "RCP1004",
            Fact = $"--{option} must be {must} but is '{value}'",
            Remedy = $"for example --{option}={example}",
        };
}
