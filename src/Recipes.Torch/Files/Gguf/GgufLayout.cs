using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Rows of one of our tensors that are a tensor of a GGUF file.</summary>
/// <param name="Name">In the GGUF file.</param>
/// <param name="Slot">Ours.</param>
/// <param name="Start">First row, after what is packed head by head was laid out kind by kind.</param>
/// <param name="Rows">How many; a vector counts as one column.</param>
/// <param name="TurnedHeads">Heads whose rows are stored pair by pair instead of half by half; 0 → stored as they
/// are.</param>
internal sealed record GgufPart(string Name, WeightSlot Slot, long Start, long Rows, int TurnedHeads)
{
    /// <summary>The shape in the file, as torch counts axes.</summary>
    public IReadOnlyList<long> Shape => Slot.Shape.Count == 1 ? [Rows] : [Rows, Slot.Shape[1]];
}

/// <summary>Which tensors of a GGUF file a model's are, in both directions.</summary>
/// <remarks>llama.cpp turns neighbouring rows by their position in its <c>llama</c> and <c>baichuan</c> models, where
/// published weights pair the two halves of a head: rows of queries and keys change places (convert_hf_to_gguf.py,
/// LlamaModel.permute). Names: gguf-py/gguf/tensor_mapping.py.</remarks>
internal static class GgufLayout
{
    /// <summary>The parts of a model in the order in which they are written.</summary>
    public static IReadOnlyList<GgufPart> Of(ModelConfig config, WeightLayout layout)
    {
        var facts = config.Facts;
        List<GgufPart> parts = [Whole("token_embd.weight", facts.Embedding + ".weight")];
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var (ours, theirs) = ($"{facts.LayerPrefix}{layer}.", $"blk.{layer}.");
            parts.AddRange(Norm(theirs + "attn_norm", ours + facts.InputNorm));
            parts.AddRange(Maps(config, layout, ours, theirs));
            parts.AddRange(Norm(theirs + "attn_q_norm", facts.QueryNorm is null ? null : ours + facts.QueryNorm));
            parts.AddRange(Norm(theirs + "attn_k_norm", facts.KeyNorm is null ? null : ours + facts.KeyNorm));
            parts.AddRange(Norm(theirs + "post_attention_norm", facts.AttentionEndNorm is { } a ? ours + a : null));
            parts.AddRange(Norm(theirs + "ffn_norm", ours + facts.MiddleNorm));
            parts.AddRange(Norm(theirs + "post_ffw_norm", facts.FeedForwardEndNorm is { } f ? ours + f : null));
        }

        parts.AddRange(Norm("output_norm", facts.FinalNorm));
        return config.IsTied ? parts : [.. parts, Whole("output.weight", facts.Head + ".weight")];

        GgufPart Whole(string theirs, string ours) => new(theirs, layout[ours], 0, layout[ours].Shape[0], 0);

        IEnumerable<GgufPart> Norm(string theirs, string? ours)
        {
            if (ours is not null)
            {
                yield return Whole(theirs + ".weight", ours + ".weight");
                if (config.Facts.CentersNorms)
                {
                    yield return Whole(theirs + ".bias", ours + ".bias");
                }
            }
        }
    }

    /// <summary>The values of a part, from those of its slot.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="part">One of <see cref="Of"/>.</param>
    /// <param name="values">Of the whole slot, float32.</param>
    /// <returns>Contiguous, in the caller's scope.</returns>
    public static Tensor Take(ModelConfig config, GgufPart part, Tensor values)
    {
        using var scope = NewDisposeScope();
        var rows = ByKind(config, part, values).narrow(0, part.Start, part.Rows);
        return (part.TurnedHeads == 0 ? rows
            : rows.view([part.TurnedHeads, 2, -1, .. Columns(rows)]).transpose(1, 2).reshape([.. part.Shape]))
            .clone().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Puts the values of a part into its slot.</summary>
    public static void Put(ModelConfig config, GgufPart part, Tensor stored, Tensor values)
    {
        using var scope = NewDisposeScope();
        var rows = part.TurnedHeads == 0 ? stored
            : stored.view([part.TurnedHeads, -1, 2, .. Columns(stored)]).transpose(1, 2).reshape([.. part.Shape]);
        if (!IsPacked(config, part))
        {
            values.narrow(0, part.Start, part.Rows).copy_(rows);
            return;
        }

        values.copy_(rows.view([3, config.Heads, config.HeadSize, .. Columns(rows)]).transpose(0, 1).reshape([.. part.Shape]));
    }

    /// <summary>Packed head by head (q, k, v, q, k, v…) → all queries, all keys, all values.</summary>
    private static Tensor ByKind(ModelConfig config, GgufPart part, Tensor values) => !IsPacked(config, part) ? values
        : values.view([config.Heads, 3, config.HeadSize, .. Columns(values)]).transpose(0, 1).reshape([.. part.Slot.Shape]);

    private static bool IsPacked(ModelConfig config, GgufPart part) =>
        config.PacksByHead && config.Facts.Mix.Any(path => part.Slot.Name.Contains($".{path}.", StringComparison.Ordinal));

    private static long[] Columns(Tensor tensor) => [.. tensor.shape.Skip(1)];

    private static IEnumerable<GgufPart> Maps(ModelConfig config, WeightLayout layout, string ours, string theirs)
    {
        foreach (var part in LinearPart.All(config))
        {
            string[] ends = part.HasBias ? [".weight", ".bias"] : [".weight"];
            foreach (var end in ends)
            {
                var slot = layout[ours + part.Path + end];
                foreach (var (name, start, rows, heads) in Pieces(config, part))
                {
                    yield return new($"{theirs}{name}{end}", slot, start, rows, heads);
                }
            }
        }
    }

    /// <summary>The names of a map's rows.</summary>
    private static (string Name, long Start, long Rows, int Heads)[] Pieces(ModelConfig config, LinearPart part)
    {
        var facts = config.Facts;
        var isTurned = GgufFamily.Of(config).PairsNeighbours && !facts.PairsNeighbours && !config.HasAlibi;
        (string Name, long Start, long Rows, int Heads)[] mixed =
        [
            ("attn_q", 0, config.QueryWidth, isTurned ? config.Heads : 0),
            ("attn_k", config.QueryWidth, config.KeyWidth, isTurned ? config.KeyValueHeads : 0),
            ("attn_v", config.QueryWidth + config.KeyWidth, config.KeyWidth, 0),
        ];
        return part.Block switch
        {
            LinearBlock.Attention when config.Family == ModelFamily.NeoX => [("attn_qkv", 0, part.Outputs, 0)],
            LinearBlock.Attention when facts.Mix.Count == 1 => mixed,
            LinearBlock.Attention => [mixed[facts.Mix.ToList().IndexOf(part.Path)] with { Start = 0 }],
            LinearBlock.Output => [("attn_output", 0, part.Outputs, 0)],
            LinearBlock.Down => [("ffn_down", 0, part.Outputs, 0)],
            _ => [(part.Path == facts.Up[^1] ? "ffn_up" : "ffn_gate", 0, part.Outputs, 0)],
        };
    }
}
