using Recipes.Torch.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>One batch: the prompts in one pass, then a token per row and step until every row has ended.</summary>
internal sealed class GreedyBatch
{
    // B rows, P prompt slots, L cache slots, N = B·P tokens of the prompts, H query heads, K key heads, D head size
    private readonly Model _model;
    private readonly GenerationSpec _spec;
    private readonly IReadOnlyList<int[]> _prompts;
    private readonly int[] _lengths; // per row; rows without a prompt hold one token
    private readonly int _slots;
    private readonly int _limit;

    /// <param name="model">Not changed.</param>
    /// <param name="prompts">At most as many as rows, all in one bucket.</param>
    /// <param name="spec">Limits, ends and rows.</param>
    public GreedyBatch(Model model, IReadOnlyList<int[]> prompts, GenerationSpec spec)
    {
        _model = model;
        _spec = spec;
        _prompts = prompts;
        _slots = Generator.RoundUp(prompts[0].Length);
        _lengths = [.. Enumerable.Range(0, spec.Rows).Select(row => row < prompts.Count ? prompts[row].Length : 1)];
        _limit = spec.MaxNewTokens;
    }

    /// <summary>The answers, in the order of the prompts.</summary>
    public IReadOnlyList<Answer> Run(CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var cache = new KeyValueCache(_model.Config, _spec.Rows, Generator.RoundUp(_slots + _limit));
        var mask = zeros(_spec.Rows, 1, 1, cache.Slots, ScalarType.Bool); // (B, 1, 1, L)
        using var seen = true.ToScalar();
        foreach (var (length, row) in _lengths.Select((length, row) => (length, row)))
        {
            mask[row, 0, 0].narrow(0, 0, length).fill_(seen);
        }

        var answers = _prompts.Select(_ => new List<int>()).ToList();
        var state = _prompts.Select(_ => RowState.Open).ToArray();
        var next = Prefill(cache);
        for (var step = 0; step < _limit; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Take(next, answers, state);
            if (step + 1 == _limit || Array.TrueForAll(state, row => row != RowState.Open))
            {
                break;
            }

            next = Continue(next, step, cache, mask);
        }

        return [.. answers.Zip(state, (ids, row) => new Answer(ids, IsCut: row != RowState.Ended))];
    }

    /// <summary>Adds the step's tokens to the rows that have not ended.</summary>
    private void Take(long[] next, List<List<int>> answers, RowState[] state)
    {
        for (var row = 0; row < answers.Count; row++)
        {
            if (state[row] != RowState.Open)
            {
                continue;
            }

            if (_spec.StopIds.Contains((int)next[row]))
            {
                state[row] = RowState.Ended;
                continue;
            }

            answers[row].Add((int)next[row]);
            var isFull = _lengths[row] + answers[row].Count >= _model.Config.Context;
            state[row] = isFull || answers[row].Count == _limit ? RowState.Cut : RowState.Open;
        }
    }

    /// <summary>Computes the prompts, padded on the right; what pads comes later than every real token, so none sees
    /// it.</summary>
    /// <returns>The first new token of each row.</returns>
    private long[] Prefill(KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var ids = new long[_spec.Rows * _slots];
        var positions = new long[ids.Length];
        for (var row = 0; row < _prompts.Count; row++)
        {
            for (var i = 0; i < _prompts[row].Length; i++)
            {
                ids[(row * _slots) + i] = _prompts[row][i];
                positions[(row * _slots) + i] = i;
            }
        }

        var hidden = _model.Decoder.Hidden(ids, new(positions, new int[positions.Length]), (layer, query, key, value) =>
        {
            using var inner = NewDisposeScope();
            var (q, k, v) = (Split(query), Split(key), Split(value)); // (B, H, P, D), (B, K, P, D)
            cache.Write(layer, 0, k, v);
            return Kernels.Attend(q, k, v).transpose(1, 2).flatten(0, 1).MoveToOuterDisposeScope(); // (N, H, D)
        }); // (N, C)
        var last = tensor(_lengths.Select((length, row) => (row * (long)_slots) + length - 1).ToArray());
        return Likeliest(hidden.index_select(0, last));

        Tensor Split(Tensor tokens) => tokens.view(_spec.Rows, _slots, tokens.shape[1], tokens.shape[2]).transpose(1, 2);
    }

    /// <summary>Computes one token per row. Query heads that share a key head stand where time would, so that keys are
    /// never copied.</summary>
    private long[] Continue(long[] ids, int step, KeyValueCache cache, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var slot = _slots + step;
        var seen = Generator.RoundUp(slot + 1);
        using var isSeen = true.ToScalar();
        mask.narrow(3, slot, 1).fill_(isSeen);
        var visible = mask.narrow(3, 0, seen); // (B, 1, 1, L)
        var positions = _lengths.Select(length => Math.Min((long)length + step, _model.Config.Context - 1)).ToArray();
        var hidden = _model.Decoder.Hidden(ids, new(positions, new int[positions.Length]), (layer, query, key, value) =>
        {
            using var inner = NewDisposeScope();
            cache.Write(layer, slot, key.unsqueeze(2), value.unsqueeze(2)); // (B, K, 1, D)
            var (keys, values) = cache.Read(layer, seen); // (B, K, L, D)
            var grouped = query.view(query.shape[0], key.shape[1], -1, query.shape[2]); // (B, K, H/K, D)
            return Kernels.Attend(grouped, keys, values, visible).reshape(query.shape).MoveToOuterDisposeScope(); // (B, H, D)
        }); // (B, C)
        return Likeliest(hidden);
    }

    /// <summary>(B, C) → the id of the largest logit per row, the first of equals.</summary>
    private long[] Likeliest(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return _model.Decoder.Logits(hidden).argmax(1).data<long>().ToArray();
    }

    private enum RowState
    {
        Open,
        Ended,
        Cut,
    }
}
