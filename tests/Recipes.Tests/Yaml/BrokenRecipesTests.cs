namespace Recipes.Tests.Yaml;

/// <summary>What users read when a key or value is wrong, word for word.</summary>
public sealed partial class BrokenRecipesTests : IDisposable
{
    private const string Minimal = RecipeFolder.Minimal; // five lines, so what a test adds begins in line 6
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_problems_are_reported_at_once_in_file_order() => Expect(
        """
        recipe: 1
        nam: tiny
        base: [model]
        sources: []
        seed: -1
        """,
        """
        recipe.yaml(1,1): error RCP2102: name is missing
            recipe: 1
            ^
          remedy: give a name of letters, digits, '-', '_' and '.', such as car-manual
        recipe.yaml(2,1): error RCP2101: nam is not a key of a recipe
            nam: tiny
            ^
          remedy: did you mean name?
        recipe.yaml(3,7): error RCP2103: base must be a path but is a list
            base: [model]
                  ^
          remedy: give the folder of a Hugging Face model, or { new: { … } } for a model from scratch
        recipe.yaml(4,10): error RCP2108: sources needs at least 1 entry
            sources: []
                     ^
          remedy: give a list of { files: GLOB, kind: KIND } and { pairs: GLOB }; the first match decides a file's kind
        recipe.yaml(5,7): error RCP2104: seed must be from 0 to 2147483647 but is -1
            seed: -1
                  ^
          remedy: give the number that every random choice follows from, e.g. 42 (the default)
        """);

    [Fact]
    public void A_number_out_of_its_range_is_told_the_range() => Expect(
        Minimal + "dedupe: { threshold: 1.2 }",
        """
        recipe.yaml(6,22): error RCP2104: dedupe.threshold must be in [0, 1] but is 1.2
            dedupe: { threshold: 1.2 }
                                 ^
          remedy: give the similarity from which two facts count as the same, e.g. 0.8 (the default)
        """);

    [Fact]
    public void An_open_end_does_not_belong_to_a_range() => Expect(
        Minimal + "evaluate: { withhold: 1 }\nmix: { domain: 0 }",
        """
        recipe.yaml(6,23): error RCP2104: evaluate.withhold must be in [0, 1) but is 1
            evaluate: { withhold: 1 }
                                  ^
          remedy: give the share of groups that are never taught, to test refusing, e.g. 0.05 (the default)
        recipe.yaml(7,16): error RCP2104: mix.domain must be in (0, 1] but is 0
            mix: { domain: 0 }
                           ^
          remedy: give the share of domain tokens, e.g. 0.30 (the default)
        """);

    [Fact]
    public void Two_swapped_letters_are_one_slip() => Expect(
        Minimal + "mix: { domian: 0.5 }",
        """
        recipe.yaml(6,8): error RCP2101: mix.domian is not a key of a recipe
            mix: { domian: 0.5 }
                   ^
          remedy: did you mean mix.domain?
        """);

    [Fact]
    public void A_key_in_the_wrong_place_is_told_its_place() => Expect(
        Minimal + "wordings: 3\ntrain: { rank: 8 }",
        """
        recipe.yaml(6,1): error RCP2101: wordings is not a key of a recipe
            wordings: 3
            ^
          remedy: wordings stands elsewhere: extract.wordings
        recipe.yaml(7,10): error RCP2101: train.rank is not a key of a recipe
            train: { rank: 8 }
                     ^
          remedy: rank stands elsewhere: train.lora.rank
        """);

    [Fact]
    public void A_key_that_resembles_nothing_is_shown_the_keys() => Expect(
        Minimal + "report: { colour: red }",
        """
        recipe.yaml(6,11): error RCP2101: report.colour is not a key of a recipe
            report: { colour: red }
                      ^
          remedy: the keys here are template, language
        """);

    [Fact]
    public void Wrong_types_are_named_as_they_stand() => Expect(
        Minimal + """
            extract: [ wordings ]
            seed: "42"
            dedupe: { shingle: five, keep-if-numbers-differ: yes }
            train: { steps: 1.5, context: }
            method: { memory: 24 }
            """,
        """
        recipe.yaml(6,10): error RCP2103: extract must be a map of generator, model, endpoint, passage, pairs, answer-tokens, wordings, grounding, budget, review but is a list
            extract: [ wordings ]
                     ^
          remedy: give how facts are found and phrased
        recipe.yaml(7,7): error RCP2103: seed must be a whole number but is the quoted text "42"
            seed: "42"
                  ^
          remedy: give the number that every random choice follows from, e.g. 42 (the default)
        recipe.yaml(8,20): error RCP2103: dedupe.shingle must be a whole number but is five
            dedupe: { shingle: five, keep-if-numbers-differ: yes }
                               ^
          remedy: give how many characters are compared at a time, e.g. 5 (the default)
        recipe.yaml(8,50): error RCP2103: dedupe.keep-if-numbers-differ must be true or false but is yes
            dedupe: { shingle: five, keep-if-numbers-differ: yes }
                                                             ^
          remedy: give true where facts with different numbers both stay, e.g. true (the default)
        recipe.yaml(9,17): error RCP2103: train.steps must be a whole number but is 1.5
            train: { steps: 1.5, context: }
                            ^
          remedy: give the number of optimizer steps, e.g. auto (the default)
        recipe.yaml(9,31): error RCP2107: train.context has no value
            train: { steps: 1.5, context: }
                                          ^
          remedy: give the longest row in tokens, e.g. auto (the default), or remove the key
        recipe.yaml(10,19): error RCP2103: method.memory must be an amount with its unit, such as 24GiB but is 24
            method: { memory: 24 }
                              ^
          remedy: give the memory to plan for, such as 24GiB, e.g. auto (the default)
        """);

    [Fact]
    public void A_key_given_twice_names_the_first() => Expect(
        Minimal + "mix:\n  domain: 0.3\n  domain: 0.5",
        """
        recipe.yaml(8,3): error RCP2010: domain is given twice in one place, first in line 7
              domain: 0.5
              ^
          remedy: keep one of the two
        """);

    [Fact]
    public void An_unknown_word_is_offered_the_nearest() => Expect(
        Minimal + "scenario: programm\ntrain: { precision: fp16 }",
        """
        recipe.yaml(6,11): error RCP2105: scenario must be one of assistant, program but is programm
            scenario: programm
                      ^
          remedy: did you mean program?
        recipe.yaml(7,21): error RCP2105: train.precision must be one of bf16, float32 but is fp16
            train: { precision: fp16 }
                                ^
          remedy: use bf16 or float32
        """);

    [Fact]
    public void What_is_not_built_is_refused_by_name() => Expect(
        Minimal + """
            template: baichuan
            privacy: { id-card: mask, mobile: allow }
            extract: { generator: model, model: base, grounding: supported, budget: { calls: 5000 }, review: required }
            dedupe: { semantic: on }
            mix: { domain: [ 0.1, 0.3 ] }
            evaluate: { candidate: { answers: a.jsonl }, baselines: [ base, { name: big, endpoint: house } ] }
            report: { template: fancy }
            """,
        """
        recipe.yaml(8,23): error RCP2106: extract.generator: model is not built yet
          remedy: use outline
        recipe.yaml(8,37): error RCP2106: extract.model: base is not built yet
          remedy: use none (the default), or remove the key
        recipe.yaml(8,54): error RCP2106: extract.grounding: supported is not built yet
          remedy: use verbatim
        recipe.yaml(8,73): error RCP2106: extract.budget is not built yet
          remedy: use none (the default), or remove the key
        recipe.yaml(8,98): error RCP2106: extract.review: required is not built yet
          remedy: use none
        recipe.yaml(9,21): error RCP2106: dedupe.semantic: on is not built yet
          remedy: use off (the default), or remove the key
        recipe.yaml(10,16): error RCP2106: mix.domain: a list of shares is not built yet
          remedy: give the share of domain tokens, e.g. 0.30 (the default)
        recipe.yaml(11,24): error RCP2106: evaluate.candidate is not built yet
          remedy: use trained (the default), or remove the key
        recipe.yaml(11,65): error RCP2106: evaluate.baselines.1: big is not built yet
          remedy: use [base]
        recipe.yaml(12,21): error RCP2106: report.template: fancy is not built yet
          remedy: use default (the default), or remove the key
        """,
        withExcerpts: false);

    [Fact]
    public void Each_bad_gate_is_told_what_is_wrong_with_it() => Expect(
        Minimal + """
            extract: { wordings: 1 }
            evaluate:
              withhold: 0
              heldout: 0
              gate:
                - verbatim >= 0.5
                - domian >= 0.5
                - general >= 70
                - general non-inferior 0.05 to bsae
                - be good
                - rephrased >= 0.5
                - withheld >= 0.5
                - heldout better than base
                - domain >= 0.5
                - customer >= 0.5
                - contrast >= 0.5
                - outside >= 0.5
            """,
        """
        recipe.yaml(11,7): error RCP2111: evaluate.gate.0: verbatim measures memorization and is never gated
          remedy: gate rephrased, which asks the same facts in other words
        recipe.yaml(12,7): error RCP2111: evaluate.gate.1: domian is not a metric
          remedy: did you mean domain?
        recipe.yaml(13,7): error RCP2104: evaluate.gate.2: the number of a gate must be in [0, 1] but is 70
          remedy: scores run from 0 to 1: write 70 % as 0.70
        recipe.yaml(14,7): error RCP2112: evaluate.gate.3: bsae is not one of evaluate.baselines
          remedy: compare with base
        recipe.yaml(15,7): error RCP2110: evaluate.gate.4: be good is not a gate
          remedy: write metric >= number, metric better than base, or metric non-inferior margin to base
        recipe.yaml(16,7): error RCP2301: evaluate.gate.5: rephrased is not measured, since extract.wordings is 1
          remedy: give extract.wordings of at least 3, or gate another metric
        recipe.yaml(17,7): error RCP2301: evaluate.gate.6: withheld is not measured, since evaluate.withhold is 0
          remedy: give evaluate.withhold, e.g. 0.05, or gate another metric
        recipe.yaml(18,7): error RCP2301: evaluate.gate.7: heldout is not measured, since only scenario: program and goal: format hold back facts
          remedy: gate rephrased instead
        recipe.yaml(19,7): error RCP2301: evaluate.gate.8: domain is not measured, since neither rephrased nor heldout is (extract.wordings is 1; only scenario: program and goal: format hold back facts), and evaluate.domain is not given
          remedy: give files of your own items in evaluate.domain
        recipe.yaml(20,7): error RCP2301: evaluate.gate.9: customer is not measured, since evaluate.domain is not given
          remedy: give files of your own items in evaluate.domain
        recipe.yaml(21,7): error RCP2301: evaluate.gate.10: contrast is not measured, since mix.contrast and evaluate.domain are not given
          remedy: give pairs of confusable terms in mix.contrast
        """,
        withExcerpts: false);

    [Theory]
    [InlineData("rephrased", "scenario=program", "scenario: program and goal: format hold back facts, not wordings")]
    [InlineData("rephrased", "goal=format", "scenario: program and goal: format hold back facts, not wordings")]
    [InlineData("domain", "base.new.layers=5", "neither rephrased nor heldout is (a new model is taught texts, not facts; a new model is taught texts, not facts), and evaluate.domain is not given")]
    [InlineData("withheld", "base.new.layers=5", "a new model is taught texts, not facts")]
    public void What_is_not_measured_depends_on_the_task(string metric, string set, string reason)
    {
        var problem = Assert.Single(_folder.Read(Minimal, set, $"evaluate.gate=[{metric} >= 0.5]").Problems);

        Assert.Equal($"evaluate.gate.0: {metric} is not measured, since {reason}", problem.Fact);
    }

    [Theory]
    [InlineData("heldout >= 0.5", "scenario=program")]
    [InlineData("domain >= 0.5", "goal=format")]
    [InlineData("customer >= 0.5", "evaluate.domain=items/i.jsonl")]
    [InlineData("domain >= 0.5", "extract.wordings=3")]
    [InlineData("outside >= 0.5", "extract.wordings=1")]
    [InlineData("syntax better than base", "extract.wordings=1")]
    public void What_is_measured_can_be_gated(string gate, string set) =>
        Assert.Empty(_folder.Read(Minimal, set, $"evaluate.gate=[{gate}]").Problems);

    [Fact]
    public void Lists_hold_each_thing_once() => Expect(
        Minimal + "mix: { contrast: [ [权利, 权力], [权力, 权利], [甲, 甲], [甲, 乙, 丙] ] }\nmethod: { ladder: [ full, full ] }",
        """
        recipe.yaml(6,30): error RCP2305: mix.contrast.1 repeats a pair
            mix: { contrast: [ [权利, 权力], [权力, 权利], [甲, 甲], [甲, 乙, 丙] ] }
                                             ^
          remedy: give two terms that are confused with each other, each pair once
        recipe.yaml(6,40): error RCP2108: mix.contrast.2 holds 甲 twice
            mix: { contrast: [ [权利, 权力], [权力, 权利], [甲, 甲], [甲, 乙, 丙] ] }
                                                           ^
          remedy: give two terms that are confused with each other, each pair once
        recipe.yaml(6,48): error RCP2108: mix.contrast.3 must hold two terms but holds 3
            mix: { contrast: [ [权利, 权力], [权力, 权利], [甲, 甲], [甲, 乙, 丙] ] }
                                                                     ^
          remedy: give two terms that are confused with each other, each pair once
        recipe.yaml(7,19): error RCP2305: method.ladder holds full twice
            method: { ladder: [ full, full ] }
                              ^
          remedy: name each method once
        """);

    [Fact]
    public void A_recipe_of_another_version_is_not_judged_further() => Expect(
        "recipe: 2\nnew-key: 1\n",
        """
        recipe.yaml(1,9): error RCP2012: recipe: 2 is a format that this version of the tool does not know
            recipe: 2
                    ^
          remedy: write recipe: 1, or use a newer version of the tool
        """);

    [Fact]
    public void Names_and_texts_hold_nothing_hidden() => Expect(
        """
        recipe: 1
        name: ../law
        base: model
        sources: [ { files: documents/*.md } ]
        system: "a\e[31mb"
        refusal: ""
        description: "a\nb"
        """,
        """
        recipe.yaml(2,7): error RCP2108: name holds other characters than letters, digits, - _ and .: ../law
            name: ../law
                  ^
          remedy: give a name such as car-manual
        recipe.yaml(5,9): error RCP2108: system holds a control character
            system: "a\e[31mb"
                    ^
          remedy: give the system prompt of training, evaluation and serving
        recipe.yaml(6,10): error RCP2108: refusal is empty
            refusal: ""
                     ^
          remedy: give how the model says that a question is outside the documents, e.g. 这个问题超出了文档的范围。 (the default)
        recipe.yaml(7,14): error RCP2108: description has more than one line
            description: "a\nb"
                         ^
          remedy: give one line for reports
        """);

    private void Expect(string yaml, string problems, bool withExcerpts = true)
    {
        var found = _folder.Problems(yaml);

        Assert.Equal(problems, withExcerpts ? found : string.Join('\n', found.Split('\n').Where(line => !line.StartsWith("    ", StringComparison.Ordinal))));
    }
}
