using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Inspect;
using Recipes.Stages.ReadDocuments;
using Recipes.Stages.RunReport;
using Recipes.Stages.Train;
using Recipes.Yaml;

namespace Recipes.Stages;

/// <summary>A recipe opened to be run: the facade that the host's tasks call.</summary>
public sealed class RecipeSession : IDisposable
{
    private readonly Recipe _recipe;
    private readonly SessionOptions _options;
    private readonly Handle<EvaluationOutcome> _evaluation;
    private readonly DocumentReadings _readings;
    private readonly Builder _builder;
    private readonly RunLog _log = new();
    private readonly List<SessionOutcome> _outcomes = [];

    private RecipeSession(Recipe recipe, SessionOptions options)
    {
        _recipe = recipe;
        _options = options;
        _readings = new DocumentReadings(options.DocumentWorker, options.Machine.Processors);
        var graph = new Graph();
        _evaluation = Pipeline.Wire(graph, recipe, options.Facts(), _readings);
        _builder = new Builder(graph, new BuilderOptions
        {
            CacheFolder = options.CacheFolder,
            OutFolder = OutFolder,
            RecipeId = recipe.File,
            Emit = Forward,
            ProcessDescription = options.ProcessDescription,
            Locked = options.Locked,
            LockFile = LockFile,
        });
    }

    /// <summary>The recipe's name.</summary>
    public string Name => _recipe.Name;

    /// <summary>The system prompt of training, evaluation and serving; null for none.</summary>
    public string? System => _recipe.System;

    /// <summary>The chat template's name, or auto.</summary>
    public string Template => _recipe.Template;

    /// <summary>The base's folder; null where the recipe trains a new model.</summary>
    public string? BaseFolder => _recipe.Base.Folder;

    /// <summary>Where outputs land.</summary>
    public string OutFolder => Path.Combine(_recipe.Folder, "out");

    /// <summary>Files and folders whose stat decides whether a rerun has anything to do: the recipe, what it names, the
    /// folders where new files would match, and the outputs.</summary>
    public IReadOnlyList<string> WatchedPaths => Watched.Paths(_recipe, _options, OutFolder);

    /// <summary>The verdict once Evaluate ran, else null.</summary>
    public Verdict? Verdict { get; private set; }

    private string LockFile => Path.Combine(_recipe.Folder, "recipe.lock");

    /// <summary>Reads the recipe and wires its graph; runs nothing and opens no store.</summary>
    /// <exception cref="RecipeException">Every problem of the recipe at once (exit code 2).</exception>
    public static RecipeSession Open(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Device != "cpu")
        {
            throw new RecipeException(3, [UntriedDevice(options.Device)]);
        }

        var reading = RecipeReader.Read(options.RecipeFile, options.Sets, new ReaderOptions
        {
            ToolFolder = options.ToolFolder,
            AllowedFolders = options.Allow,
            CacheFolder = options.CacheFolder,
            Needed = Target.InputsOf(options.Targets),
        });
        if (reading.Recipe is not { } recipe || reading.Problems.Count > 0)
        {
            throw new RecipeException(2, reading.Problems);
        }

        foreach (var warning in reading.Warnings)
        {
            options.Emit(new WarningEvent(warning) { Node = "recipe" });
        }

        if (Target.InputsOf(options.Targets) == RecipeInputs.All
            && TrainingChecks.Run(reading, new Specs(recipe, options.Facts()).Precision) is [_, ..] problems)
        {
            throw new RecipeException(2, problems);
        }

        return new RecipeSession(recipe, options);
    }

    /// <summary>One small chat as this recipe trains and serves it, a line each: the rendering, the tokens under the loss,
    /// what is wrong. Empty where the base's tokenizer does not exist yet.</summary>
    /// <exception cref="RecipeException">A tokenizer or template that is not built, or one that asks otherwise than it
    /// teaches.</exception>
    public IReadOnlyList<string> Sample() => BaseFolder is { } folder ? ChatSample.Of(folder, Template, System) : [];

    /// <summary>Brings a target up to date.</summary>
    /// <param name="target">One of <see cref="Target.All"/>; a target without nodes for this recipe is up to date.</param>
    /// <param name="cancellation">Stops after the running step; training saves a checkpoint first.</param>
    public SessionOutcome Run(string target, CancellationToken cancellation)
    {
        var outcome = _builder.Run(target, cancellation);
        if (target == Target.Evaluate)
        {
            Verdict = VerdictTable.Of(_builder.Read(_evaluation).Summary);
        }

        var result = new SessionOutcome(target, StateText(outcome.State), outcome.Reason, outcome.Seconds);
        _outcomes.Add(result);
        return result;
    }

    /// <summary>Writes run.html and run.json: what ran, how long, from which cache. Never delivered.</summary>
    public void WriteRunReport() => RunReportWriter.Write(OutFolder, _recipe.Name, _builder.Outcomes, _log);

    /// <summary>Writes recipe.lock where the options ask for it.</summary>
    public void UpdateLock()
    {
        if (_options.UpdateLock)
        {
            _builder.WriteLock(LockFile, Verdict is { } v ? Verdicts(v) : null);
        }
    }

    /// <summary>Why each stage last ran, a line each.</summary>
    public IReadOnlyList<string> Explain() => ExplanationText.Lines(_builder.Explain());

    /// <summary>Removes the recipe's outputs; the cache stays.</summary>
    public void Clean()
    {
        if (Directory.Exists(OutFolder))
        {
            Directory.Delete(OutFolder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _builder.Dispose();
        _readings.Dispose();
    }

    private static SortedDictionary<string, string> Verdicts(Verdict verdict) =>
        new(StringComparer.Ordinal) { ["verdict"] = verdict.Outcome, ["selected"] = verdict.Selected };

    private static Problem UntriedDevice(string device) => new()
    {
        Code = "RCP1020",
        Fact = $"--device={device} is not built yet: tensors are computed on the processor alone",
        Remedy = "leave --device out",
    };

    private void Forward(RunEvent e)
    {
        _log.Add(e);
        _options.Emit(e);
    }

    private static string StateText(NodeState state) => state == NodeState.UpToDate ? "Up to date" : state.ToString();
}
