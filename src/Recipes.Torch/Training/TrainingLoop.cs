using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Recipes.Core;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training.Events;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Trains a model: steps, validations, checkpoints, the best weights at the end.</summary>
/// <remarks>Equal jobs of one numeric class give equal bits, interrupted or not, on any number of threads. The clock
/// decides only when a checkpoint is written and what a progress line says.</remarks>
public sealed class TrainingLoop : IDisposable
{
    private const double LeastSeconds = 1; // between checkpoints
    private const double MostSeconds = 10;
    private const double ProgressSeconds = 0.5;

    private readonly TrainingJob _job;
    private readonly TrainingSpec _spec;
    private readonly Model _model;
    private readonly FlatWeights _trained;
    private readonly AdamW _optimizer;
    private readonly GradientPasses _passes;
    private readonly Checkpoint _checkpoint;
    private readonly StepPlan _plan;
    private readonly IReadOnlyList<TokenRow> _validation;
    private readonly TrainingProgress _progress;
    private readonly Action<RunEvent> _emit;
    private double _saveSeconds;

    private TrainingLoop(TrainingJob job, ModelConfig config, Action<RunEvent> emit)
    {
        (_job, _spec, _emit) = (job, job.Spec, emit);
        _model = Load(job, config);
        _trained = _model.Trained;
        _optimizer = new(_trained, _spec);
        _passes = new(_model, _spec.Threads, _spec.TokensAtOnce);
        _checkpoint = new(job.CheckpointFolder, Fingerprint(job, config));
        _plan = new([.. job.Train.Select(row => row.Ids.Length)], _spec.TokensPerStep, _spec.Seed);
        _validation = [.. job.Validation.OrderBy(row => row.Ids.Length)]; // stable
        _progress = _checkpoint.Load(_trained, _optimizer);
    }

    private int StepsBetweenValidations => Math.Max(1, (int)Math.Round(_spec.Steps * _spec.ValidationShare));

    /// <summary>Runs a job to its end, from its checkpoint where there is one.</summary>
    /// <param name="job">What to train, and where its files go.</param>
    /// <param name="emit">Takes progress and notes.</param>
    /// <param name="cancellation">Saves a checkpoint and leaves.</param>
    /// <exception cref="RecipeException">Rows or base cannot be trained, or the loss is no number any more (exit code
    /// 4).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the next run of the same job goes on.</exception>
    public static TrainingResult Run(TrainingJob job, Action<RunEvent> emit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(emit);
        TorchRuntime.EnsureLoaded();
        var config = ModelConfigReader.Read(job.BaseFolder);
        TrainingRows.Check(job, config);
        var memory = new MemoryWatch(job, config);
        using var scope = NewDisposeScope();
        try
        {
            using var loop = new TrainingLoop(job, config, emit);
            loop._passes.Recomputes = memory.Plan.Recomputes;
            memory.Compare(loop.Probe, emit);
            return loop.Run(cancellation);
        }
        catch (ExternalException e) when (MemoryAdvice.IsOutOfMemory(e))
        {
            throw MemoryAdvice.TooLarge(config, memory.Plan, job.MemoryBytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _passes.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private TrainingResult Run(CancellationToken cancellation)
    {
        var resumedAt = _progress.Step;
        if (resumedAt > 0)
        {
            _emit(new NoteEvent($"goes on from its checkpoint after step {resumedAt}") { Node = _job.Node });
        }

        _plan.Skip(resumedAt);
        var watch = Stopwatch.StartNew();
        var (saved, shown) = (watch.Elapsed.TotalSeconds, double.NegativeInfinity);
        long tokens = 0;
        while (_progress.Step < _spec.Steps && !_progress.StoppedEarly)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }

            var line = Step();
            tokens += line.Tokens;
            Validate();
            var now = watch.Elapsed.TotalSeconds;
            if (now - shown >= ProgressSeconds)
            {
                shown = now;
                Show(line, tokens / now);
            }

            if (IsCheckpointDue(now, saved))
            {
                Save();
                saved = watch.Elapsed.TotalSeconds;
            }
        }

        return Finish(resumedAt, tokens / watch.Elapsed.TotalSeconds);
    }

    /// <summary>Computes the gradients of the longest rows as one step, and forgets them: what a step takes in memory is
    /// known before the first, and a run that does not fit ends here.</summary>
    private void Probe()
    {
        var rows = new List<TokenRow>();
        foreach (var row in _job.Train.OrderByDescending(row => row.Ids.Length))
        {
            if (rows.Count > 0 && rows.Sum(one => one.Ids.Length) + row.Ids.Length > _spec.TokensPerStep)
            {
                break;
            }

            rows.Add(row);
        }

        _passes.Add(rows, Math.Max(1, rows.Sum(row => row.TrainedTokens)));
        _trained.ClearGradients();
    }

    private TrainingLine Step()
    {
        var rows = _plan.Next().Select(row => _job.Train[row]).ToList();
        var trained = rows.Sum(row => row.TrainedTokens);
        var rate = LearningRate.At(
            _progress.Step, (int)Math.Ceiling(_spec.Steps * _spec.WarmupShare), _spec.Steps, _spec.LearningRate);
        var loss = trained == 0 ? 0 : _passes.Add(rows, trained) / trained;
        var norm = _optimizer.Step(_progress.Step, rate);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw TrainingRows.NotFinite(_progress.Step + 1, loss, norm, rows);
        }

        _progress.Step++;
        var line = new TrainingLine
        {
            Step = _progress.Step,
            Loss = loss,
            TrainedTokens = trained,
            Tokens = rows.Sum(row => row.Ids.Length),
            LearningRate = rate,
            GradientNorm = norm,
        };
        _progress.Lines.Add(line);
        return line;
    }

    private void Validate()
    {
        var isDue = _progress.Step % StepsBetweenValidations == 0 || _progress.Step == _spec.Steps;
        if (!isDue || _validation.Count == 0)
        {
            return;
        }

        var trained = _validation.Sum(row => row.TrainedTokens);
        var loss = _passes.Measure(_validation) / trained;
        _progress.Lines.Add(new()
        {
            Step = _progress.Step,
            ValidationLoss = loss,
            TrainedTokens = trained,
            Tokens = _validation.Sum(row => row.Ids.Length),
        });
        if (!double.IsFinite(loss))
        {
            throw TrainingRows.NotFinite(_progress.Step, loss, 0, _validation);
        }

        if (_progress.BestLoss is not { } best || loss < best)
        {
            (_progress.BestLoss, _progress.BestStep, _progress.Waited) = (loss, _progress.Step, 0);
            _checkpoint.SaveBest(_progress.Step, _trained);
        }
        else if (2 * _progress.Step >= _spec.Steps)
        {
            _progress.Waited++;
            _progress.StoppedEarly = _progress.Waited >= _spec.Patience && _progress.Step < _spec.Steps;
        }
    }

    /// <summary>A second after the start, then twice as late each time up to ten seconds; never more than a twentieth of the
    /// time.</summary>
    private bool IsCheckpointDue(double now, double saved) => _job.CheckpointSteps is { } steps
        ? _progress.Step % steps == 0
        : now - saved >= Math.Max(Math.Clamp(saved, LeastSeconds, MostSeconds), 20 * _saveSeconds);

    private void Save()
    {
        var watch = Stopwatch.StartNew();
        _checkpoint.Save(_progress, _trained, _optimizer);
        _saveSeconds = watch.Elapsed.TotalSeconds;
    }

    private void Show(TrainingLine line, double tokensPerSecond) => _emit(
        new ProgressEvent(_progress.Step, _spec.Steps, "step", string.Create(
            CultureInfo.InvariantCulture, $"loss {line.Loss:F3}, {tokensPerSecond:F0} tokens/s")) { Node = _job.Node });

    private TrainingResult Finish(int resumedAt, double tokensPerSecond)
    {
        if (_progress.BestStep > 0)
        {
            _checkpoint.LoadBest(_progress.BestStep, _trained);
        }

        if (_model.Prefix is { } prefix)
        {
            PrefixFolder.Write(prefix, _job.ModelFolder, "base");
        }
        else if (_model.Adapter is { } adapter)
        {
            PeftFolder.Write(adapter, _job.ModelFolder, "base");
        }
        else
        {
            _model.Save(_job.ModelFolder);
        }

        AtomicFile.Write(_job.LogFile, temporary => JsonLines.Write(temporary, _progress.Lines));
        EventFile.Write(Path.Combine(Path.GetDirectoryName(_job.LogFile) ?? "", EventFile.Name), _progress.Lines);
        _checkpoint.Clear();
        var steps = _progress.Lines.Where(line => line.IsStep).ToList();
        Show(steps[^1], tokensPerSecond);
        return new()
        {
            Steps = _progress.Step,
            ResumedAt = resumedAt,
            BestStep = _progress.BestStep > 0 ? _progress.BestStep : _progress.Step,
            ValidationLoss = _progress.BestLoss,
            FirstLoss = steps[0].Loss ?? 0,
            LastLoss = steps[^1].Loss ?? 0,
            Tokens = steps.Sum(line => (long)line.Tokens),
            TrainedTokens = steps.Sum(line => (long)line.TrainedTokens),
            Passes = _plan.Passes,
            StoppedEarly = _progress.StoppedEarly,
            TokensPerSecond = tokensPerSecond,
        };
    }

    private static Model Load(TrainingJob job, ModelConfig config)
    {
        var trainsBase = job.Spec.Method is TrainingMethod.Full or TrainingMethod.Pretrain;
        var weights = Model.LoadWeights(
            job.BaseFolder, config, job.Spec.Precision, trainsBase, quantizes: job.Spec.Method == TrainingMethod.QLora,
            keepsHalf: job.Spec.KeepsHalfWeights);
        if (trainsBase)
        {
            return new(config, weights);
        }

        if (job.Spec.Method == TrainingMethod.PTuning)
        {
            var prefix = new PrefixAdapter(config, job.Spec.Prefix, trains: true);
            prefix.Initialize(job.Spec.Seed);
            return new(config, weights, prefix: prefix);
        }

        var adapter = new LoraAdapter(config, job.Spec.Lora, job.Spec.Precision, trains: true);
        adapter.Initialize(job.Spec.Seed, weights);
        return new(config, weights, adapter);
    }

    /// <summary>Names a run by all that decides its numbers; a checkpoint of another run is never taken.</summary>
    private static string Fingerprint(TrainingJob job, ModelConfig config)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(job.Spec, JsonLines.Options));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(config, JsonLines.Options));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(
            TorchRuntime.NumericClass(job.Spec.Precision.Word(), job.Spec.Threads), JsonLines.Options));
        WeightFiles.AppendTraces(job.BaseFolder, hash);
        foreach (var row in job.Train.Concat(job.Validation))
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([row.Ids.Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(row.Ids));
            hash.AppendData(MemoryMarshal.AsBytes<bool>(row.Trained));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
