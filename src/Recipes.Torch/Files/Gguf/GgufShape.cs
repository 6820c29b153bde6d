namespace Recipes.Torch.Files.Gguf;

/// <summary>A model's shape as metadata, and back.</summary>
internal static class GgufShape
{
    /// <summary>The keys of a shape, in the order in which they are written.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Metadata(ModelConfig config)
    {
        var name = GgufFamily.Of(config).Architecture;
        yield return new($"{name}.vocab_size", config.Vocabulary);
        yield return new($"{name}.context_length", config.Context);
        yield return new($"{name}.embedding_length", config.Hidden);
        yield return new($"{name}.block_count", config.Layers);
        yield return new($"{name}.feed_forward_length", config.Intermediate);
        yield return new($"{name}.attention.head_count", config.Heads);
        yield return new($"{name}.attention.head_count_kv", config.KeyValueHeads);
        yield return new($"{name}.attention.key_length", config.HeadSize);
        yield return new($"{name}.attention.value_length", config.HeadSize);
        yield return new($"{name}.attention.{Epsilon(config)}", (float)config.NormEpsilon);
        yield return new($"{name}.rope.dimension_count", config.HasAlibi ? config.HeadSize : config.RotarySize);
        yield return new($"{name}.rope.freq_base", (float)config.RopeTheta);
        if (config.Family == ModelFamily.NeoX)
        {
            yield return new($"{name}.use_parallel_residual", config.IsParallel);
        }

        foreach (var (key, value) in Scaling(config))
        {
            yield return new($"{name}.rope.scaling.{key}", value);
        }
    }

    /// <summary>The shape that metadata give.</summary>
    /// <param name="file">Of a family that is read.</param>
    /// <param name="family">That family.</param>
    /// <exception cref="InvalidDataException">A key is missing, or its value cannot be.</exception>
    public static ModelConfig Read(GgufFile file, ModelFamily family)
    {
        var keys = new GgufKeys(file, file.Text("general.architecture") + ".");
        var heads = keys.Whole("attention.head_count");
        var hidden = keys.Whole("embedding_length");
        var size = keys.Whole("attention.key_length", Math.Max(1, hidden / heads));
        if (keys.Whole("attention.value_length", size) != size)
        {
            throw new InvalidDataException("values of another length than keys are not built");
        }

        var layers = keys.Whole("block_count");
        var config = new ModelConfig
        {
            Family = family,
            Vocabulary = (int)(file.Entries.TryGetValue("token_embd.weight", out var embedding) ? embedding.Shape[0] : 0),
            Hidden = hidden,
            Intermediate = keys.Whole("feed_forward_length"),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = keys.Whole("attention.head_count_kv", heads),
            HeadSize = size,
            Context = keys.Whole("context_length"),
            NormEpsilon = keys.Number("attention.layer_norm_rms_epsilon", keys.Number("attention.layer_norm_epsilon", 1e-5)),
            RopeTheta = keys.Number("rope.freq_base", 10000),
            RotaryShare = (double)keys.Whole("rope.dimension_count", size) / size,
            IsTied = !file.Entries.ContainsKey("output.weight"),
            HasMixBias = file.Entries.ContainsKey("blk.0.attn_q.bias") || file.Entries.ContainsKey("blk.0.attn_qkv.bias"),
            HasOutputBias = file.Entries.ContainsKey("blk.0.attn_output.bias"),
            HasFeedForwardBias = file.Entries.ContainsKey("blk.0.ffn_down.bias"),
            EndIds = Id(file, "tokenizer.ggml.eos_token_id") is { } end ? [end] : [],
            StartId = Id(file, "tokenizer.ggml.bos_token_id"),
            PaddingId = Id(file, "tokenizer.ggml.padding_token_id"),
        };
        config = config with { Rope = GgufScaling.Read(file, keys, config) };
        return family switch
        {
            ModelFamily.NeoX => config with
            {
                PacksByHead = true,
                IsParallel = keys.Flag("use_parallel_residual", otherwise: true),
                Activation = Activation.GeluTanh, // llama.cpp has no other for this family
            },
            ModelFamily.Baichuan when layers == 40 => config with { HasAlibi = true, RotaryShare = 0 },
            _ => config,
        };
    }

    private static string Epsilon(ModelConfig config) =>
        config.Facts.CentersNorms ? "layer_norm_epsilon" : "layer_norm_rms_epsilon";

    private static IEnumerable<KeyValuePair<string, object>> Scaling(ModelConfig config) => config.Rope switch
    {
        { Kind: RopeKind.Linear } rope => [new("type", "linear"), new("factor", (float)rope.Factor)],
        { Kind: RopeKind.Yarn } rope => GgufScaling.Yarn(rope),
        _ => [],
    };

    private static int? Id(GgufFile file, string key) =>
        file.Metadata.GetValueOrDefault(key) is long id and >= 0 and <= int.MaxValue ? (int)id : null;
}
