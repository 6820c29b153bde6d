using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation.Steps;

/// <summary>One layer for a few tokens: what <see cref="Layer"/> computes, row by row in memory that is kept.</summary>
internal sealed class StepLayer
{
    private const int FewRows = 4; // of a piece; so few are done by the caller sooner than shared

    private readonly ModelConfig _config;
    private readonly int _index;
    private readonly HeadKernels _heads;
    private readonly StepLinear _attention, _output, _gateUp, _down;
    private readonly StepNorm _inputNorm, _middleNorm;
    private readonly StepNorm? _attentionEnd, _feedForwardEnd;
    private readonly float[] _queryNorm, _keyNorm; // empty where heads are not normed

    /// <param name="model">Must outlive this object.</param>
    /// <param name="index">Number of the layer.</param>
    public StepLayer(Model model, int index)
    {
        (_config, _index, _heads) = (model.Config, index, model.Decoder.Turning);
        var facts = _config.Facts;
        var prefix = $"{facts.LayerPrefix}{index}.";
        _attention = new(model.Decoder.Map(index, LinearBlock.Attention));
        _output = new(model.Decoder.Map(index, LinearBlock.Output));
        _gateUp = new(model.Decoder.Map(index, LinearBlock.GateUp));
        _down = new(model.Decoder.Map(index, LinearBlock.Down));
        _inputNorm = Norm(facts.InputNorm);
        _middleNorm = Norm(facts.MiddleNorm);
        _attentionEnd = facts.AttentionEndNorm is { } first ? Norm(first) : null;
        _feedForwardEnd = facts.FeedForwardEndNorm is { } second ? Norm(second) : null;
        _queryNorm = facts.QueryNorm is { } query ? StepNorm.Vector(model, $"{prefix}{query}.weight") : [];
        _keyNorm = facts.KeyNorm is { } key ? StepNorm.Vector(model, $"{prefix}{key}.weight") : [];

        StepNorm Norm(string name) => new(model, prefix + name);
    }

    /// <summary>Turns the rows of the stream into those after this layer; writes keys and values.</summary>
    public void Forward(IReadOnlyList<StepToken> tokens, StepMemory memory, Team team)
    {
        var count = tokens.Count;
        EachRow(row => Enter(_inputNorm, memory.Stream.Row(row), memory.Normed, row, _attention));
        _attention.Apply(memory.Normed, count, memory.Mixed, team);
        EachRow(row => WriteHeads(tokens[row], memory.Mixed.Row(row)));
        Attend(tokens, memory, team);
        EachRow(row => Ready(memory.Attended, row, _output));
        _output.Apply(memory.Attended, count, memory.Added, team);
        EachRow(row => Middle(memory, row));
        _gateUp.Apply(memory.Normed, count, memory.GateUp, team);
        EachRow(row => Activate(memory, row));
        _down.Apply(memory.Inner, count, memory.Added, team);
        EachRow(row => AddTo(memory.Stream.Row(row), memory.Added.Row(row), _feedForwardEnd));

        void EachRow(Action<int> work) => team.Run(count, FewRows, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                work(row);
            }
        });
    }

    private static void Enter(StepNorm norm, ReadOnlySpan<float> stream, FloatRows normed, int row, StepLinear next)
    {
        norm.Apply(stream, normed.Row(row));
        Ready(normed, row, next);
    }

    private static void Ready(FloatRows rows, int row, StepLinear next)
    {
        if (next.WantsPairs)
        {
            rows.Pair(row);
        }
    }

    private static void AddTo(Span<float> stream, Span<float> added, StepNorm? end)
    {
        end?.Apply(added, added);
        Lanes.Add(stream, added, stream);
    }

    /// <summary>Heads by kind, normed and turned; keys and values to the sequence's memory.</summary>
    private void WriteHeads(StepToken token, Span<float> mixed)
    {
        if (_config.PacksByHead)
        {
            SortByKind(mixed);
        }

        _heads.Apply(mixed, token.Place, token.Length, _queryNorm, _keyNorm);
        var (query, key) = (_config.QueryWidth, _config.KeyWidth);
        token.Cache.Write(_index, token.Place, mixed.Slice(query, key), mixed.Slice(query + key, key));
    }

    /// <summary>Packed head by head (q, k, v, q, k, v…) → all queries, all keys, all values.</summary>
    private void SortByKind(Span<float> mixed)
    {
        var (packed, size) = (mixed.ToArray(), _config.HeadSize);
        for (var piece = 0; piece < 3 * _config.Heads; piece++)
        {
            packed.AsSpan(piece * size, size).CopyTo(mixed[(((piece % 3 * _config.Heads) + (piece / 3)) * size)..]);
        }
    }

    private void Attend(IReadOnlyList<StepToken> tokens, StepMemory memory, Team team)
    {
        var (heads, size) = (_config.Heads, _config.HeadSize);
        team.Run(tokens.Count * heads, _config.Heads / _config.KeyValueHeads, (first, end) =>
        {
            for (var item = first; item < end; item++)
            {
                var (row, head) = (item / heads, item % heads);
                tokens[row].Cache.Attend(
                    _index,
                    head,
                    tokens[row].Place,
                    memory.Mixed.Row(row).Slice(head * size, size),
                    memory.Attended.Row(row).Slice(head * size, size));
            }
        });
    }

    private void Middle(StepMemory memory, int row)
    {
        var stream = memory.Stream.Row(row);
        if (_config.IsParallel)
        {
            Enter(_middleNorm, stream, memory.Normed, row, _gateUp);
            AddTo(stream, memory.Added.Row(row), _attentionEnd);
        }
        else
        {
            AddTo(stream, memory.Added.Row(row), _attentionEnd);
            Enter(_middleNorm, stream, memory.Normed, row, _gateUp);
        }
    }

    private void Activate(StepMemory memory, int row)
    {
        var up = memory.GateUp.Row(row);
        var inner = memory.Inner.Row(row);
        switch (_config.Activation)
        {
            case Activation.SwiGlu:
                Lanes.SwiGlu(up[..inner.Length], up[inner.Length..], inner);
                break;
            case Activation.Gelu:
                Gelus.Exact(up, inner);
                break;
            default:
                Gelus.ByTanh(up, inner);
                break;
        }

        Ready(memory.Inner, row, _down);
    }
}
