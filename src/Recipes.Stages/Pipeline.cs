using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.ChooseMethod;
using Recipes.Stages.Dedupe;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Extract;
using Recipes.Stages.Items;
using Recipes.Stages.Mix;
using Recipes.Stages.Phrase;
using Recipes.Stages.Report;
using Recipes.Stages.Select;
using Recipes.Stages.Split;
using Recipes.Stages.Train;
using Recipes.Stages.TryOut;

namespace Recipes.Stages;

/// <summary>The one page where stages meet: the whole flow from documents to the report, wired by typed handles.</summary>
internal sealed class Pipeline
{
    private readonly Recipe _recipe;
    private readonly PipelineFacts _facts;
    private readonly Specs _specs;

    private Pipeline(Recipe recipe, PipelineFacts facts)
    {
        _recipe = recipe;
        _facts = facts;
        _specs = new Specs(recipe, facts);
    }

    public Graph Graph { get; } = new();

    /// <summary>What Evaluate found; its summary holds the verdict.</summary>
    public Handle<EvaluationOutcome> Outcome { get; private set; } = null!; // set by both flows before Of returns

    /// <summary>Wires the recipe's flow; nothing runs yet.</summary>
    public static Pipeline Of(Recipe recipe, PipelineFacts facts)
    {
        var pipeline = new Pipeline(recipe, facts);
        if (recipe.Base.New is null)
        {
            pipeline.Tune();
        }
        else
        {
            pipeline.Pretrain();
        }

        return pipeline;
    }

    /// <summary>Documents → facts → mixture → rungs → verdict.</summary>
    private void Tune()
    {
        var files = new RecipeFiles(Graph, _recipe);
        var model = BaseModel.Of(Graph, _recipe);

        var documents = files.Documents.Select(d => Add(new ReadDocuments.ReadDocumentStage(), d.Spec, d.File, new ReadDocuments.ReadDocumentFormat(), Target.Extract, $"documents/{d.Spec.Path}")).ToList();
        var problems = Add(new Collect.ProblemsStage(), files.ProblemsSpec, Graph.All(documents.Select(d => d.Part(ReadDocuments.ReadDocumentFormat.ProblemsFile, Formats.Json<IReadOnlyList<Problem>>(ReadDocuments.ReadDocumentFormat.ProblemsFile))).ToList()), Formats.JsonLines<Collect.ProblemLine>("problems.jsonl"), Target.Extract, "problems");
        var found = documents.Zip(files.Documents, (read, d) => Add(new ExtractStage(), new PassageSpec(_recipe.Extract.Passage), read.Part(ReadDocuments.ReadDocumentFormat.DocumentFile, ReadDocuments.ReadDocumentFormat.DocumentOnly), Formats.JsonLines<Fact>("facts.jsonl"), Target.Extract, $"extract/{d.Spec.Path}")).ToList();
        var imported = files.Pairs.Select(p => Add(new Import.ImportStage(), p.Spec, p.File, Formats.JsonLines<Fact>("facts.jsonl"), Target.Extract, $"import/{p.Spec.Path}"));
        var facts = Add(new Collect.CollectStage<Fact>("facts"), new Collect.CollectSpec(), Graph.All(found.Concat(imported).ToList()), Formats.JsonLines<Fact>("facts.jsonl"), Target.Extract, "facts");

        var unique = Add(new DedupeStage(), _recipe.Dedupe, facts, new FactSetFormat(), Target.Dedupe, "dedupe");
        var split = Add(new SplitStage(), _specs.Split, Graph.Join(unique.Part(FactSetFormat.FactsFile, Formats.JsonLines<Fact>(FactSetFormat.FactsFile)), model.Lengths), new FactSplitFormat(), Target.Mix, "split");
        var phrased = Add(new PhraseStage(), _specs.Phrase, split, new PhrasedFormat(), Target.Mix, "phrase");

        var general = files.General.Select(g => Add(new Import.GeneralStage(), g.Spec, g.File, Formats.JsonLines<QaPair>("general.jsonl"), Target.Mix, $"general/{g.Spec.Path}")).ToList();
        var dealt = phrased.Part(PhrasedFormat.ItemsFile, Formats.JsonLines<EvaluationItem>(PhrasedFormat.ItemsFile));
        var items = Add(new ItemsStage(), files.ItemsSpec, Graph.Join(dealt, files.ItemFiles), new ItemSetFormat(), Target.Mix, "items");
        var mixture = Add(new MixStage(), _specs.Mixture, MixtureInput(phrased, general, items, model), new MixtureFormat(), Target.Mix, "mix");

        var choice = Add(new ChooseMethodStage(), _specs.Choose, _specs.ChooseInput(Graph, mixture, model), new ChoiceFormat(), Target.ChooseMethod, "choose-method");
        var dev = items.Part(ItemSetFormat.DevFile, Formats.JsonLines<EvaluationItem>(ItemSetFormat.DevFile));
        var test = items.Part(ItemSetFormat.TestFile, Formats.JsonLines<EvaluationItem>(ItemSetFormat.TestFile));
        var baseOnDev = Ask("dev/base", Target.Train, model.Untuned, dev, model);

        var rungs = new List<(Handle<FolderArtifact> Model, Handle<Trial> Trial)>();
        foreach (var method in Ladder.Unrolled(_recipe))
        {
            var passed = rungs.Select(r => r.Trial.Part(TrialFormat.PassedFile, Formats.Json<bool>(TrialFormat.PassedFile))).ToList();
            var rung = choice.Part(ChoiceFormat.RungFile(method), Formats.Json<Rung>(ChoiceFormat.RungFile(method)));
            var wanted = Add(new WantedStage(), new WantedSpec(), Graph.Join(rung, Graph.All(passed)), Formats.Json<bool>("wanted.json"), Target.Train, $"wanted/{method}");
            var trained = Add(new TrainStage(), _specs.Train(method), TrainInput.Of(wanted, mixture, model), Formats.Folder(), Target.Train, $"train/{method}", numeric: true);
            var answers = Ask($"dev/{method}", Target.Train, TunedModel.In(trained), dev, model);
            var trial = Add(new TryOutStage(), new TrialSpec(method, _recipe.Evaluate.Gates, _recipe.Refusal), Graph.Join(dev, baseOnDev, answers).Map(x => new TrialInput(x.Item1, x.Item2, x.Item3)), new TrialFormat(), Target.Train, $"try-out/{method}");
            rungs.Add((trained, trial));
        }

        var trials = Graph.All(rungs.Select(r => r.Trial).ToList());
        var selection = Add(new SelectStage(), new SelectSpec(), trials, Formats.Json<Selection>("selection.json"), Target.Train, "select");
        var selected = Add(new SelectedModelStage(), new SelectSpec(), Graph.Join(selection, Graph.All(rungs.Select(r => r.Model).ToList())).Map(x => new SelectedInput(x.Item1, Ladder.Unrolled(_recipe), x.Item2)), Formats.Folder(), Target.Train, "model");

        var baseOnTest = Ask("test/base", Target.Evaluate, model.Untuned, test, model);
        var tunedOnTest = Ask("test/tuned", Target.Evaluate, TunedModel.In(selected), test, model);
        Outcome = Add(new EvaluateStage(), _specs.Evaluate, Graph.Join(test, baseOnTest, tunedOnTest, selection).Map(x => new EvaluateInput(x.Item1, x.Item2, x.Item3, x.Item4)), new EvaluationFormat(), Target.Evaluate, "evaluate");
        var log = selected.Part(TrainStage.LogFile, Formats.Text(TrainStage.LogFile));
        var report = Add(new ReportStage(), _specs.Report, Graph.Join(Outcome, mixture, choice, trials, log, test).Map(x => new ReportInput(x.Item1, x.Item2.Stats, x.Item3, x.Item4, x.Item5, x.Item6)), Formats.Text("report.html"), Target.Report, "report");

        Publish.Documents(Graph, documents, files);
        Publish.Tuned(Graph, new Published(problems, facts, unique, split, phrased, mixture, choice, selected, Outcome, report));
    }
}
