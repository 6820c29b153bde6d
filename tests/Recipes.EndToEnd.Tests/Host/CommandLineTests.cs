namespace Recipes.EndToEnd.Tests.Host;

/// <summary>A word that cannot stand is a problem with a remedy, and exit code 2.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--traget=Mix", "error RCP1001: unknown option --traget=Mix", "did you mean --target?")]
    [InlineData("--zzz", "error RCP1001: unknown option --zzz", "--help lists the options")]
    [InlineData("-target=Mix", "error RCP1001: unknown option -target=Mix", "did you mean --target?")]
    [InlineData("--target=Trian", "error RCP1002: unknown target 'Trian'", "did you mean --target=Train?")]
    [InlineData("--target=Advise", "error RCP1002: unknown target 'Advise'", "the targets are Check, Extract")]
    [InlineData("--recipe=", "error RCP1003: --recipe has no value", "type --recipe=NAME|FILE")]
    [InlineData("--numeric=portabel", "error RCP1004: --numeric must be one of native, portable but is 'portabel'", "did you mean portable?")]
    [InlineData("--threads=0", "error RCP1004: --threads must be a whole number from 1 to 4096 but is '0'", "--threads=2")]
    [InlineData("--device=gpu", "error RCP1004: --device must be cpu, cuda:N or mps but is 'gpu'", "--device=cpu")]
    [InlineData("--set=train.steps", "error RCP1004: --set must be key=value but is 'train.steps'", "--set=train.steps=900")]
    [InlineData("--locked=perhaps", "error RCP1004: --locked is a flag", "type --locked")]
    [InlineData("Train", "error RCP1005: 'Train' is not an option", "--target=Train")]
    [InlineData("--endpoints=x.yaml", "error RCP1006: --endpoints is not built yet", "leave --endpoints out")]
    [InlineData("--recipe=no-such-recipe", "error RCP1008: there is no recipe 'no-such-recipe'", "recipe")]
    public async Task A_word_that_cannot_stand_is_refused_with_a_remedy(string word, string problem, string remedy)
    {
        var call = await HostCall.Of(word);

        Assert.Equal(2, call.ExitCode);
        Assert.Equal("", call.Output);
        Assert.Contains(problem, call.Errors, StringComparison.Ordinal);
        Assert.Contains(remedy, call.Errors[call.Errors.IndexOf("remedy: ", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_problems_are_shown_at_once_in_their_order()
    {
        var call = await HostCall.Of("--traget=Mix", "word", "--json=a", "--json=b");

        var codes = call.Errors.Split('\n').Where(l => l.StartsWith("error ", StringComparison.Ordinal)).Select(l => l[6..13]);
        Assert.Equal(["RCP1001", "RCP1005", "RCP1007"], codes);
    }

    [Theory]
    [InlineData("--target", "Mix")]
    [InlineData("-t", "mix")]
    [InlineData("--TARGET", "Mix")]
    public async Task A_value_may_be_the_next_word_in_any_case(string option, string target)
    {
        var call = await HostCall.Of(option, target, "--tree");

        Assert.Equal(0, call.ExitCode);
        Assert.StartsWith("Mix\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_works_from_any_folder()
    {
        var call = await HostCall.Run(["--tree", "--target=Mix"], Path.GetTempPath());

        Assert.StartsWith("Mix\n", call.Output, StringComparison.Ordinal);
    }
}
