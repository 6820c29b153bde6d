using System.Text;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

/// <summary>What users read when a file is not YAML, or not text, or not there.</summary>
public sealed class BrokenFilesTests : IDisposable
{
    private const string SyntaxRemedy = "remedy: indent by spaces, two a level; put quotes around a text that holds ': ' or ' #', "
        + "or begins with one of & * ! | > % @ ` [ { \" '";

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() => Assert.Equal(
        """
        nowhere/recipe.yaml: error RCP2001: there is no such recipe file
          remedy: give the path of a recipe.yaml, or the name of a folder below recipes/
        """,
        Assert.Single(RecipeReader.Read("nowhere/recipe.yaml", [], _folder.Options).Problems).ToString());

    [Fact]
    public void A_folder_is_no_recipe() => Assert.Equal(
        "the path is a folder, not a recipe file",
        Assert.Single(RecipeReader.Read(_folder.At("documents"), [], _folder.Options).Problems).Fact);

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData(" \n\n", "the file is empty")]
    [InlineData("# later\n", "the file holds nothing but comments")]
    [InlineData("---\n...\n", "a recipe has no value")]
    public void An_empty_file_is_no_recipe(string text, string fact) =>
        Assert.Equal(fact, Assert.Single(_folder.Read(text).Problems).Fact);

    [Fact]
    public void A_list_is_no_recipe() => Assert.Equal(
        """
        recipe.yaml(1,1): error RCP2103: a recipe must be a map of recipe, name, description, scenario, goal, base, seed, system, refusal, template, sources, privacy, extract, dedupe, mix, method, train, evaluate, report, deliver but is a list
            - recipe: 1
            ^
          remedy: give recipe: 1, name, base and sources
        """,
        _folder.Problems("- recipe: 1\n"));

    [Fact]
    public void A_broken_line_is_shown_with_its_place() => Assert.Equal(
        $"""
        recipe.yaml(2,8): error RCP2005: the YAML cannot be read here: while scanning a plain scalar value, found invalid mapping
            name: a: b
                   ^
          {SyntaxRemedy}
        """,
        _folder.Problems("recipe: 1\nname: a: b\n"));

    [Fact]
    public void An_open_quote_is_shown_where_it_opens() => Assert.Equal(
        $"""
        recipe.yaml(2,7): error RCP2005: the YAML cannot be read here: while scanning a multi-line double-quoted scalar, found wrong indentation
            name: "law
                  ^
          {SyntaxRemedy}
        """,
        _folder.Problems("recipe: 1\nname: \"law\nbase: model\n"));

    [Fact]
    public void Tabs_do_not_indent() => Assert.Equal(
        """
        recipe.yaml(3,2): error RCP2006: a tab stands in the indentation
              domain: 0.5
             ^
          remedy: indent by spaces, two a level
        """,
        _folder.Problems("recipe: 1\nmix:\n \tdomain: 0.5\n"));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_shown_where_they_stand()
    {
        // GBK for 手册 is CA D6 B2 E1.
        File.WriteAllBytes(_folder.At("recipe.yaml"), [.. Encoding.UTF8.GetBytes("recipe: 1\nname: 车"), 0xCA, 0xD6, 0xB2, 0xE1, (byte)'\n']);

        var problem = Assert.Single(RecipeReader.Read(_folder.At("recipe.yaml"), [], _folder.Options).Problems);

        Assert.Equal("recipe.yaml(2,8): error RCP2004: byte 0xCA is not UTF-8", problem.ToString().Split('\n')[0]);
        Assert.Equal("save the file as UTF-8", problem.Remedy);
    }

    [Theory]
    [InlineData("\0", "U+0000")]
    [InlineData("\u001B[31m", "U+001B")]
    [InlineData("\u0085", "U+0085")]
    [InlineData("\u2028", "U+2028")]
    [InlineData("\u202E", "U+202E")]
    public void Characters_that_nobody_sees_are_refused(string hidden, string name)
    {
        var problem = Assert.Single(_folder.Read($"recipe: 1\nname: a # {hidden}\n").Problems);

        Assert.Equal($"{name} is a character that nobody sees", problem.Fact);
        Assert.Equal((2, 11), (problem.Line, problem.Column));
        Assert.DoesNotContain(problem.Excerpt!, c => char.IsControl(c) || c is '\u2028' or '\u202E');
    }

    [Fact]
    public void Aliases_anchors_tags_and_merge_keys_are_refused() => Assert.Equal(
        """
        recipe.yaml(6,6): error RCP2007: an anchor (&share) is not allowed in a recipe
            mix: &share { domain: 0.3 }
                 ^
          remedy: remove it: each value is written out where it is used
        recipe.yaml(7,10): error RCP2007: an alias (*share) is not allowed in a recipe
            extract: *share
                     ^
          remedy: write the value out
        recipe.yaml(8,9): error RCP2007: a tag (!python/object) is not allowed in a recipe
            system: !python/object x
                    ^
          remedy: remove it: the key decides the type of its value
        recipe.yaml(10,3): error RCP2007: a merge key (<<) is not allowed in a recipe
              <<: { steps: 3 }
              ^
          remedy: write the values out
        """,
        _folder.Problems(RecipeFolder.Minimal + "mix: &share { domain: 0.3 }\nextract: *share\nsystem: !python/object x\ntrain:\n  <<: { steps: 3 }\n"));

    [Fact]
    public void One_file_holds_one_recipe() => Assert.Equal(
        """
        recipe.yaml(6,1): error RCP2008: a second document begins here
            ---
            ^
          remedy: keep one recipe in a file: remove this '---' and what follows
        """,
        _folder.Problems(RecipeFolder.Minimal + "---\nrecipe: 1\n"));

    [Fact]
    public void A_key_is_a_word() => Assert.Equal(
        """
        recipe.yaml(6,3): error RCP2011: a key must be a word
            ? [ a, b ]
              ^
          remedy: write key: value
        """,
        _folder.Problems(RecipeFolder.Minimal + "? [ a, b ]\n: c\n"));
}
