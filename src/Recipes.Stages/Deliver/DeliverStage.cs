using System.Text;
using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Models;
using Recipes.Stages.Select;
using Recipes.Stages.Train;
using Recipes.Torch;
using Recipes.Torch.Files.Gguf;
using Recipes.Torch.Models;
using TorchSharp;

namespace Recipes.Stages.Deliver;

/// <summary>What a delivery depends on in the recipe.</summary>
/// <param name="Name">The recipe's name.</param>
/// <param name="System">The system prompt; null for none.</param>
/// <param name="Refusal">The recipe's refusal.</param>
/// <param name="Deliver">Which forms.</param>
/// <param name="Threads">Of tensor operations.</param>
internal sealed record DeliverStageSpec(string Name, string? System, string Refusal, DeliverSpec Deliver, int Threads);

/// <summary>What a delivery reads.</summary>
internal sealed record DeliverInput(
    string BaseFolder, ChatText Chat, TrainedModel Model, Selection Selection, IReadOnlyList<EvaluationItem> Dev, Summary Summary)
{
    public static Handle<DeliverInput> Of(
        BaseModel model, Handle<TrainedModel> selected, Handle<Selection> selection,
        Handle<IReadOnlyList<EvaluationItem>> dev, Handle<EvaluationOutcome> outcome) =>
        Graph.Join(
            Graph.Join(model.Folder, model.Chat), Graph.Join(selected, selection),
            Graph.Join(dev, outcome.Part(EvaluationFormat.SummaryFile, Formats.Json<Summary>(EvaluationFormat.SummaryFile))))
            .Map(x => new DeliverInput(x.Item1.Item1, x.Item1.Item2, x.Item2.Item1, x.Item2.Item2, x.Item3.Item1, x.Item3.Item2));
}

/// <summary>Writes the selected model in the forms that other programs load, reloads each and asks it.</summary>
internal sealed class DeliverStage : IStage<DeliverStageSpec, DeliverInput, FolderArtifact>
{
    public const string FiguresFile = "delivery.json";
    private const string MergedFolder = "model", UnpackedFolder = "model-unpacked", AdapterFolder = "adapter";
    private const string GgufFile = "model.gguf", ModelfileName = "Modelfile";

    public StageId Id { get; } = new("deliver", Version: 1);

    public FolderArtifact Run(DeliverStageSpec spec, DeliverInput input, StageContext context)
    {
        Require(input.Summary);
        TorchRuntime.SetThreads(spec.Threads);
        var interview = new Interview(spec, input, context);
        var notes = new List<string>();
        var forms = new List<DeliveredForm>();
        IReadOnlyList<IReadOnlyList<int>> trainedAnswers;
        using (var trained = Trained(input, quantizes: false))
        {
            trainedAnswers = interview.Ask(trained);
            if (trained.Prefix is null)
            {
                WriteForms(spec, input, context, trained, notes);
            }
            else
            {
                notes.Add("a trained prefix is no part of the weights: the adapter alone is handed over, for PEFT or this program's Serve; neither a merged model nor GGUF can hold it");
            }
        }

        var score = interview.Score(trainedAnswers);
        var quantized = input.Selection.Method == "qlora" ? Quantized(spec, input, context, interview, trainedAnswers) : null;
        foreach (var (path, type) in Forms(spec, context.OutputFolder))
        {
            forms.Add(Reloaded(path, type, context, interview, trainedAnswers));
        }

        if (input.Model.State == TrainedState.Adapter)
        {
            Copy(input.Model.Folder, Path.Combine(context.OutputFolder, AdapterFolder));
        }

        Report(new()
        {
            Method = input.Selection.Method,
            Questions = interview.Count,
            Score = score,
            Forms = forms,
            Quantized = quantized,
            Notes = notes,
        }, context);
        return new(context.OutputFolder);
    }

    private static void Require(Summary summary)
    {
        if (summary.Verdict != "passed")
        {
            throw new RecipeException(1, [new Problem
            {
                Code = "RCP6401",
                Fact = $"the verdict is {summary.Verdict} ({string.Join("; ", summary.Gates.Where(gate => gate.Outcome != "holds").Select(gate => gate.Gate))}), so nothing is delivered",
                Remedy = "see report.html; change data, method or gates, and run again",
            }]);
        }
    }

    private static Model Trained(DeliverInput input, bool quantizes) => input.Model.State == TrainedState.Adapter
        ? Model.Load(input.BaseFolder, Precision.Float32, input.Model.Folder, quantizes)
        : Model.Load(input.Model.Folder, Precision.Float32);

    private static void WriteForms(
        DeliverStageSpec spec, DeliverInput input, StageContext context, Model trained, List<string> notes)
    {
        if (spec.Deliver.Merged)
        {
            Save(trained, input, Path.Combine(context.OutputFolder, MergedFolder));
        }

        if (spec.Deliver.Gguf != "none")
        {
            var path = Path.Combine(context.OutputFolder, GgufFile);
            notes.AddRange(GgufModel.Write(
                trained, TokenizerFolder(input), input.Chat.Template, GgufTypeOf(spec.Deliver.Gguf), path, spec.Name));
            var text = Modelfile.Text(GgufFile, input.Chat, spec.System, trained.Config.Context, notes);
            File.WriteAllText(Path.Combine(context.OutputFolder, ModelfileName), text, new UTF8Encoding(false));
        }
    }

    private static void Save(Model model, DeliverInput input, string folder)
    {
        model.Save(folder, torch.ScalarType.BFloat16);
        BaseFolders.CopyTokenizer(TokenizerFolder(input), folder);
    }

    private static QuantizedDifference Quantized(
        DeliverStageSpec spec, DeliverInput input, StageContext context, Interview interview,
        IReadOnlyList<IReadOnlyList<int>> onOwn)
    {
        using var unpacked = Trained(input, quantizes: true);
        if (spec.Deliver.Merged)
        {
            Save(unpacked, input, Path.Combine(context.OutputFolder, UnpackedFolder));
        }

        using var own = Model.Load(input.BaseFolder, Precision.Float32);
        var (largest, mean) = unpacked.WeightDifference(own);
        var answers = interview.Ask(unpacked);
        return new(largest, mean, Interview.Equal(onOwn, answers), interview.Score(onOwn), interview.Score(answers));
    }

    private static IEnumerable<(string Path, string Type)> Forms(DeliverStageSpec spec, string folder)
    {
        foreach (var name in (string[])[MergedFolder, UnpackedFolder])
        {
            if (Directory.Exists(Path.Combine(folder, name)))
            {
                yield return (name, "bf16");
            }
        }

        if (File.Exists(Path.Combine(folder, GgufFile)))
        {
            yield return (GgufFile, spec.Deliver.Gguf);
        }
    }

    private static DeliveredForm Reloaded(
        string name, string type, StageContext context, Interview interview, IReadOnlyList<IReadOnlyList<int>> trained)
    {
        var path = Path.Combine(context.OutputFolder, name);
        var weights = name == GgufFile ? path : Path.Combine(path, "model.safetensors");
        using var model = name == GgufFile
            ? GgufModel.Load(path, Precision.Float32) : Model.Load(path, Precision.Float32);
        var answers = interview.Ask(model);
        return new(name, type, new FileInfo(weights).Length, Interview.Equal(trained, answers), interview.Score(answers));
    }

    private static void Report(Delivery delivery, StageContext context)
    {
        var path = Path.Combine(context.OutputFolder, FiguresFile);
        File.WriteAllText(path, JsonSerializer.Serialize(delivery, JsonLines.Indented) + "\n");
        foreach (var form in delivery.Forms)
        {
            Note($"{form.Path} ({form.Type}) reloaded: {form.Equal} of {delivery.Questions} answers equal to the trained model's, score {form.Score:0.000} where that has {delivery.Score:0.000}");
        }

        if (delivery.Quantized is { } two)
        {
            Note($"qlora: merged into the base's own weights score {two.ScoreOnOwn:0.000}, into the unpacked four bits {two.ScoreOnUnpacked:0.000}; {two.Equal} of {delivery.Questions} answers equal; weights differ by {two.MeanWeight:0.0e+0} on the mean, {two.LargestWeight:0.0e+0} at most");
        }

        foreach (var note in delivery.Notes)
        {
            context.Emit(new WarningEvent(note) { Node = context.Node });
        }

        void Note(FormattableString text) =>
            context.Emit(new NoteEvent(text.ToString(CultureInfo.InvariantCulture)) { Node = context.Node });
    }

    /// <summary>An adapter has no tokenizer of its own.</summary>
    private static string TokenizerFolder(DeliverInput input) =>
        input.Model.State == TrainedState.Adapter ? input.BaseFolder : input.Model.Folder;

    private static GgufType GgufTypeOf(string word) => word switch
    {
        "f32" => GgufType.F32,
        "f16" => GgufType.F16,
        "bf16" => GgufType.BF16,
        "q8_0" => GgufType.Q8_0,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "not a type that is written"),
    };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
