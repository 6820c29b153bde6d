using Recipes.Core;

namespace Recipes.Tests.Core;

public class ProblemTests
{
    [Fact]
    public void A_problem_shows_place_code_fact_excerpt_and_remedy() => Assert.Equal(
        """
        recipes/law/recipe.yaml(14,14): error RCP2104: dedupe.threshold must be in [0, 1] but is 1.2
              threshold: 1.2
                         ^
          remedy: give the similarity from which two facts count as the same, e.g. 0.8 (the default)
        """,
        new Problem
        {
            Code = "RCP2104",
            Fact = "dedupe.threshold must be in [0, 1] but is 1.2",
            File = "recipes/law/recipe.yaml",
            Line = 14,
            Column = 14,
            Excerpt = "  threshold: 1.2",
            Remedy = "give the similarity from which two facts count as the same, e.g. 0.8 (the default)",
        }.ToString());

    [Fact]
    public void A_problem_of_a_whole_file_has_no_line() =>
        Assert.Equal("a.docx: error RCP3001: the file is empty", new Problem { Code = "RCP3001", Fact = "the file is empty", File = "a.docx" }.ToString());

    [Fact]
    public void A_problem_of_the_command_line_has_no_file() => Assert.Equal(
        "error RCP1001: there is no target Trian\n  remedy: did you mean Train?",
        new Problem { Code = "RCP1001", Fact = "there is no target Trian", Remedy = "did you mean Train?" }.ToString());

    [Fact]
    public void The_caret_stands_under_the_column_behind_wide_characters()
    {
        var text = new Problem { Code = "RCP2101", Fact = "x", File = "r", Line = 1, Column = 11, Excerpt = "  车主: 手册, x: 1" }.ToString();

        // Before the x: 2 spaces, 车主 (4 cells), ': ' (2), 手册 (4), ', ' (2) = 14 cells; 4 more indent the excerpt.
        Assert.Equal("    " + new string(' ', 14) + "^", text.Split('\n')[2]);
    }

    [Fact]
    public void All_problems_of_a_recipe_travel_in_one_exception()
    {
        Problem[] problems = [new() { Code = "RCP2101", Fact = "one" }, new() { Code = "RCP2102", Fact = "two" }];

        var exception = new RecipeException(2, problems);

        Assert.Equal(2, exception.ExitCode);
        Assert.Equal("error RCP2101: one\nerror RCP2102: two", exception.Message);
        Assert.Same(problems, exception.Problems);
        Assert.Equal(2, new RecipeException(problems[0]).ExitCode);
    }
}
