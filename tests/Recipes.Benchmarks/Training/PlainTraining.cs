using System.Diagnostics;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static TorchSharp.torch;

namespace Recipes.Benchmarks.Training;

/// <summary>Training as one writes it with the library: the steps of our own plan, each padded to its longest row; or
/// grouped by length first.</summary>
internal static class PlainTraining
{
    private const int GroupedSteps = 50; // as many steps are sorted by length at once, as transformers' group_by_length

    public static Measured Run(Shape shape, Precision precision, string baseFolder, RunData data, bool isGrouped)
    {
        var type = precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        using var decoder = Load(shape, precision, type, baseFolder);
        var trained = decoder.parameters().Where(p => p.requires_grad).ToList();
        using var optimizer = optim.AdamW(trained, lr: shape.Rate, weight_decay: 0.01);
        var steps = isGrouped ? Grouped(data.Train, shape) : Planned(data.Train, shape);
        var lines = new List<(double Loss, double Norm)>();
        var watch = Stopwatch.StartNew();
        var (begun, tokens) = (0.0, 0L);
        for (var step = 0; step < shape.Steps; step++)
        {
            if (step == RunData.WarmSteps(shape))
            {
                (begun, tokens) = (watch.Elapsed.TotalSeconds, 0);
            }

            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = LearningRate.At(step, (int)Math.Ceiling(shape.Steps * 0.03), shape.Steps, shape.Rate);
            }

            optimizer.zero_grad();
            var loss = Loss(decoder, steps[step], "mean");
            loss.backward();
            var norm = nn.utils.clip_grad_norm_(trained, 1.0);
            optimizer.step();
            lines.Add((loss.item<float>(), norm));
            tokens += steps[step].Sum(row => row.Ids.Length);
        }

        var seconds = watch.Elapsed.TotalSeconds - begun;
        return new(tokens / seconds, Memory.PeakBytes(), Validate(decoder, data.Validation), lines[0].Loss, lines[^1].Loss, lines.Min(line => line.Norm));
    }

    private static PlainDecoder Load(Shape shape, Precision precision, ScalarType type, string baseFolder)
    {
        using var model = Model.Load(baseFolder, Precision.Float32);
        using var adapter = shape.Method == TrainingMethod.Lora ? new LoraAdapter(shape.Config, shape.Lora, Precision.Float32, trains: true) : null;
        adapter?.Initialize(RunData.Seed, model.Weights);
        return new(shape.Config, model.Weights, adapter, type);
    }

    /// <summary>Cross entropy over the trained tokens of padded rows.</summary>
    private static Tensor Loss(PlainDecoder decoder, IReadOnlyList<TokenRow> rows, string sum)
    {
        var longest = rows.Max(row => row.Ids.Length);
        var (ids, targets) = (new long[rows.Count * longest], new long[rows.Count * longest]);
        Array.Fill(targets, -100);
        for (var r = 0; r < rows.Count; r++)
        {
            for (var i = 0; i < rows[r].Ids.Length; i++)
            {
                ids[(r * longest) + i] = rows[r].Ids[i];
                if (i > 0 && rows[r].Trained[i])
                {
                    targets[(r * longest) + i - 1] = rows[r].Ids[i];
                }
            }
        }

        var logits = decoder.forward(tensor(ids, rows.Count, longest)).flatten(0, 1).to(ScalarType.Float32); // (B·T, V)
        return nn.functional.cross_entropy(
            logits, tensor(targets), ignore_index: -100, reduction: sum == "mean" ? nn.Reduction.Mean : nn.Reduction.Sum);
    }

    private static double Validate(PlainDecoder decoder, IReadOnlyList<TokenRow> rows)
    {
        using var none = no_grad();
        double sum = 0;
        foreach (var part in rows.OrderBy(row => row.Ids.Length).Chunk(4))
        {
            using var scope = NewDisposeScope();
            sum += Loss(decoder, part, "sum").item<float>();
        }

        return sum / rows.Sum(row => row.TrainedTokens);
    }

    private static List<List<TokenRow>> Planned(IReadOnlyList<TokenRow> rows, Shape shape)
    {
        var plan = new StepPlan([.. rows.Select(row => row.Ids.Length)], shape.TokensPerStep, RunData.Seed);
        return [.. Enumerable.Range(0, shape.Steps).Select(_ => plan.Next().Select(i => rows[i]).ToList())];
    }

    /// <summary>Rows of many steps sorted by length, cut into steps of as many real tokens, the steps shuffled.</summary>
    private static List<List<TokenRow>> Grouped(IReadOnlyList<TokenRow> rows, Shape shape)
    {
        var random = new Random(1);
        var steps = new List<List<TokenRow>>();
        foreach (var many in Planned(rows, shape).Chunk(GroupedSteps))
        {
            var cut = new List<List<TokenRow>> { new() };
            foreach (var row in many.SelectMany(step => step).OrderByDescending(row => row.Ids.Length))
            {
                if (cut[^1].Count > 0 && cut[^1].Sum(r => r.Ids.Length) + row.Ids.Length > shape.TokensPerStep)
                {
                    cut.Add([]);
                }

                cut[^1].Add(row);
            }

            steps.AddRange(cut.Take(1)); // the longest first, as transformers does
            steps.AddRange(cut.Skip(1).OrderBy(_ => random.Next()));
        }

        return steps;
    }
}
