namespace Recipes.Tests.Yaml;

/// <summary>Sources, paths and the base.</summary>
public sealed partial class BrokenRecipesTests
{
    [Fact]
    public void A_source_has_either_documents_or_pairs() => Expect(
        """
        recipe: 1
        name: tiny
        base: model
        sources:
          - kind: law
          - { files: documents/*.md, pairs: imported/*.jsonl }
          - documents/*.md
        """,
        """
        recipe.yaml(5,5): error RCP2109: sources.0 must have either files or pairs
              - kind: law
                ^
          remedy: give a list of { files: GLOB, kind: KIND } and { pairs: GLOB }; the first match decides a file's kind
        recipe.yaml(6,5): error RCP2109: sources.1 must have either files or pairs
              - { files: documents/*.md, pairs: imported/*.jsonl }
                ^
          remedy: give a list of { files: GLOB, kind: KIND } and { pairs: GLOB }; the first match decides a file's kind
        recipe.yaml(7,5): error RCP2103: sources.2 must be a map of files, pairs, kind, prompt, ocr but is documents/*.md
              - documents/*.md
                ^
          remedy: give a list of { files: GLOB, kind: KIND } and { pairs: GLOB }; the first match decides a file's kind
        """);

    [Fact]
    public void Paths_name_files_and_nothing_else() => Expect(
        """
        recipe: 1
        name: tiny
        base: https://example.org/model
        sources:
          - files: documents\*.md
          - files: ~/documents/*.md
          - files: nothing/*.md
          - files: ../../../*.md
          - pairs: $HOME/*.jsonl
          - files: documents/*.md
          - files: documents/a.md
        """,
        """
        recipe.yaml(3,7): error RCP2201: base is a URL, and a recipe names files only: https://example.org/model
            base: https://example.org/model
                  ^
          remedy: download it into the project and give its path
        recipe.yaml(5,12): error RCP2201: sources.0.files holds a backslash: documents\*.md
              - files: documents\*.md
                       ^
          remedy: write paths with / on every system
        recipe.yaml(6,12): error RCP2201: sources.1.files begins with ~, which is not expanded: ~/documents/*.md
              - files: ~/documents/*.md
                       ^
          remedy: give a path relative to the recipe's folder
        recipe.yaml(7,12): error RCP2203: sources.2.files: no file matches nothing/*.md
              - files: nothing/*.md
                       ^
          remedy: check the path; it starts at the recipe's folder, ** stands for any folders, and variables are not expanded
        recipe.yaml(8,12): error RCP2202: sources.3.files: ../../.. lies outside ROOT/project
              - files: ../../../*.md
                       ^
          remedy: keep the file in the project, or name its folder on the command line: --allow=DIR
        recipe.yaml(9,12): error RCP2203: sources.4.pairs: no file matches $HOME/*.jsonl
              - pairs: $HOME/*.jsonl
                       ^
          remedy: check the path; it starts at the recipe's folder, ** stands for any folders, and variables are not expanded
        recipe.yaml(11,12): error RCP2205: sources.6.files: every file that documents/a.md matches belongs to an earlier source
              - files: documents/a.md
                       ^
          remedy: put the narrower source first: the first match decides
        """);

    [Fact]
    public void A_base_is_a_folder_with_a_config() => Expect(
        Minimal.Replace("base: model", "base: documents", StringComparison.Ordinal),
        """
        recipe.yaml(3,7): error RCP2204: base: documents holds no config.json
            base: documents
                  ^
          remedy: give the folder that holds config.json, the weights and the tokenizer
        """);

    [Fact]
    public void A_new_model_has_a_shape_that_fits_together() => Expect(
        """
        recipe: 1
        name: nano
        base: { new: { hidden: 190, heads: 10, context: 256 } }
        sources: [ { pairs: imported/*.jsonl } ]
        method: { ladder: [ lora, full ] }
        train: { context: 512 }
        """,
        """
        recipe.yaml(3,36): error RCP2303: base.new.hidden 190 does not make 10 heads of an even size
            base: { new: { hidden: 190, heads: 10, context: 256 } }
                                               ^
          remedy: make hidden a multiple of twice heads, e.g. hidden: 192 and heads: 4
        recipe.yaml(5,19): error RCP2302: method.ladder must be [pretrain] where base is a new model
            method: { ladder: [ lora, full ] }
                              ^
          remedy: write [pretrain] or auto
        recipe.yaml(6,19): error RCP2304: train.context is 512 but base.new.context is 256
            train: { context: 512 }
                              ^
          remedy: give at most 256, or a longer base.new.context
        """);

    [Fact]
    public void Pretraining_needs_a_new_model() => Expect(
        Minimal + "method: { ladder: [ pretrain ] }",
        """
        recipe.yaml(6,19): error RCP2302: method.ladder holds pretrain, but base is a trained model
            method: { ladder: [ pretrain ] }
                              ^
          remedy: write base: { new: { … } }, or another method
        """);
}
