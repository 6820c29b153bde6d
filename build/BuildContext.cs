using Cake.Core;
using Cake.Core.Diagnostics;
using Recipes.Build.Hosting;
using Recipes.Build.Machine;
using Recipes.Core;
using Recipes.Stages;

namespace Recipes.Build;

/// <summary>What the tasks share: Cake's context, the command line, the opened recipe, and what became of each
/// task.</summary>
internal sealed class BuildContext : CakeContextAdapter, IDisposable
{
    private readonly Dictionary<string, StageOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly List<SessionOutcome> _ran = [];
    private readonly HostConsole _console;
    private readonly CancellationToken _cancellation;
    private RecipeSession? _session;

    /// <param name="context">Cake's own.</param>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="console">Where the lines go.</param>
    /// <param name="cancellation">Set by SIGINT and SIGTERM.</param>
    public BuildContext(
        ICakeContext context, BuildRequest request, HostConsole console, CancellationToken cancellation)
        : base(context)
    {
        Request = request;
        _console = console;
        _cancellation = cancellation;
        Tell = new EventPrinter(Log, console).Print;
    }

    /// <summary>Prints an event, from any thread.</summary>
    public Action<RunEvent> Tell { get; }

    /// <summary>What the command line asks for.</summary>
    public BuildRequest Request { get; }

    /// <summary>Cancelled by SIGINT and SIGTERM.</summary>
    public CancellationToken Cancellation => _cancellation;

    /// <summary>The opened recipe.</summary>
    public RecipeSession Session => _session ?? throw new InvalidOperationException("the recipe is not opened");

    /// <summary>The recipe as a problem names it: relative to the working directory where it lies below.</summary>
    public string RecipeName => Shown(Request.Places.RecipeFile);

    /// <summary>The verdict, or null where nothing was evaluated.</summary>
    public Verdict? Verdict => _session?.Verdict;

    /// <summary>By task, for the closing table.</summary>
    public IReadOnlyDictionary<string, StageOutcome> Outcomes => _outcomes;

    /// <summary>In the order they ran.</summary>
    public IReadOnlyList<SessionOutcome> Ran => _ran;

    /// <summary>Reads the recipe and finds every problem in it.</summary>
    /// <exception cref="RecipeException">There are problems; all of them.</exception>
    public void OpenRecipe()
    {
        Request.CheckRecipeFile();
        Request.CheckNumericClass();
        var machine = MachineProbe.Measure();
        _session = RecipeSession.Open(new()
        {
            RecipeFile = Request.Places.RecipeFile,
            Sets = Request.Line.Values("set"),
            Targets = Request.Targets,
            ToolFolder = Request.Places.ToolFolder,
            CacheFolder = Request.Places.CacheFolder,
            Allow = Request.Allow,
            Device = Request.Line.Value("device") ?? "cpu",
            Threads = Request.Threads ?? machine.Processors,
            Locked = Request.Line.Has("locked"),
            UpdateLock = Request.Line.Has("update-lock"),
            Offline = Request.Line.Has("offline"),
            Numeric = Request.Numeric,
            Machine = machine,
            ProcessDescription = ProcessDescription(),
            DocumentWorker = Program.DocumentWorkerCommand,
            Emit = Tell,
        });
    }

    /// <summary>Stamps the inputs before a stage reads them.</summary>
    /// <param name="startedAt">When the host started.</param>
    public SnapshotDraft? DraftSnapshot(DateTime startedAt) =>
        !OperatingSystem.IsLinux() || Request.Line.Has("update-lock") || Request.Line.Value("json") is not null
            ? null
            : new(Session.WatchedPaths, Session.OutFolder, Request.Places.CacheFolder, startedAt);

    /// <summary>Remembers a finished run: while all watched paths are untouched, the same words print its end
    /// again.</summary>
    public void Remember(SnapshotDraft draft, int exitCode)
    {
        if (draft.Finish(Session.WatchedPaths) is not { } watched)
        {
            return;
        }

        var rows = _ran.Select(o => new ReportRow(o.Target, TimeSpan.Zero, "Up to date", "")).ToList();
        var lines = ClosingLines().Select(OutputSanitizer.Clean);
        var text = ReportTable.Render(rows) + string.Concat(lines.Select(l => l + "\n"));
        var identity = CallIdentity.Of(Request.Line, Request.Places);
        var file = Snapshot.FileOf(Request.Places.CacheFolder, Request.Places.RecipeFile, identity);
        Snapshot.Write(file, identity, exitCode, text, watched);
    }

    /// <summary>What follows the closing table: the verdict, and where the outputs are.</summary>
    public IReadOnlyList<string> ClosingLines() =>
        _ran.Count == 0
            ? []
            :
            [
                "",
                .. Verdict is { } verdict ? [.. verdict.Lines, ""] : Array.Empty<string>(),
                $"Outputs: {Shown(Session.OutFolder)}",
            ];

    /// <summary>Keeps a line that is printed after everything else.</summary>
    public void SayLast(string line) => _console.LastLine = line;

    /// <summary>Runs one stage, and keeps what became of it.</summary>
    public void RunStage(string name)
    {
        _cancellation.ThrowIfCancellationRequested();
        var outcome = Session.Run(name, _cancellation);
        _ran.Add(outcome);
        _outcomes[name] = new(outcome.State, outcome.Reason);
    }

    /// <summary>Removes the outputs of the recipe, and what the host remembers of it.</summary>
    public void Clean()
    {
        Session.Clean();
        Snapshot.Forget(Request.Places.CacheFolder, Request.Places.RecipeFile);
        Say($"removed {Shown(Session.OutFolder)}");
    }

    /// <summary>Writes a line that is the target's answer: at any verbosity.</summary>
    public void Say(string line) => Log.Information(Verbosity.Quiet, "{0}", line);

    /// <summary>Writes the lines that are the target's answer: at any verbosity.</summary>
    public void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Say(line);
        }
    }

    /// <summary>Writes run.html and run.json where a stage ran.</summary>
    public void WriteRunReport()
    {
        if (_ran.Count > 0)
        {
            Session.WriteRunReport();
        }
    }

    /// <summary>Writes recipe.lock where stages ran and <c>--update-lock</c> asks for it.</summary>
    public void UpdateLock()
    {
        if (_ran.Count > 0)
        {
            Session.UpdateLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    /// <summary>How an explanation names this run.</summary>
    private string ProcessDescription() =>
        $"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {string.Join(' ', Request.Line.Args)}".TrimEnd();

    /// <summary>Relative to the working directory where it lies below.</summary>
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
