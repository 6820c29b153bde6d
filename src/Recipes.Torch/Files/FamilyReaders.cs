namespace Recipes.Torch.Files;

/// <summary>What each family reads from <c>config.json</c> beside the fields they share.</summary>
internal static class FamilyReaders
{
    private const int Largest = 1 << 24;

    /// <summary>Completes a config by the fields of its family.</summary>
    public static ModelConfig Read(ConfigFields fields, ModelConfig config) => config.Family switch
    {
        ModelFamily.Llama => Llama(fields, config),
        ModelFamily.Mistral => Mistral(fields, config),
        ModelFamily.Qwen2 => Windows(fields, config with { HasMixBias = true }),
        ModelFamily.Qwen3 => Windows(fields, Llama(fields, config)),
        ModelFamily.Glm or ModelFamily.Glm4 => SwiGlu(fields, config with { HasMixBias = fields.Flag("attention_bias") }),
        ModelFamily.Baichuan => Baichuan(fields, config),
        ModelFamily.ChatGlm => ChatGlm(fields, config),
        ModelFamily.NeoX => NeoX(fields, config),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Family, "a family without a reader"),
    };

    private static ModelConfig Llama(ConfigFields fields, ModelConfig config)
    {
        if (config.Family == ModelFamily.Llama)
        {
            fields.Expect("use_sliding_window", false);
            fields.Expect("rope_interleaved", false);
        }

        var isBiased = fields.Flag("attention_bias");
        return SwiGlu(fields, config with
        {
            HasMixBias = isBiased,
            HasOutputBias = isBiased,
            HasFeedForwardBias = config.Family == ModelFamily.Llama && fields.Flag("mlp_bias"),
        });
    }

    /// <summary>A window over every layer; where the field is absent the published code takes 4,096.</summary>
    private static ModelConfig Mistral(ConfigFields fields, ModelConfig config)
    {
        var isNull = fields.IsNull("sliding_window");
        var window = isNull ? 0 : fields.Whole("sliding_window", int.MaxValue, 4096);
        return SwiGlu(fields, config with { Windows = isNull ? [] : [.. Enumerable.Repeat(window, config.Layers)] });
    }

    /// <summary>A window in the layers that <c>layer_types</c> names, or from <c>max_window_layers</c> on.</summary>
    private static ModelConfig Windows(ConfigFields fields, ModelConfig config)
    {
        var isUsed = fields.Flag("use_sliding_window");
        var window = isUsed && !fields.IsNull("sliding_window") ? fields.Whole("sliding_window", int.MaxValue, 4096) : 0;
        var isUnder = LayersUnderWindow(fields, config, window);
        if (isUnder.Contains(true) && window == 0)
        {
            fields.Refuse("layer_types names sliding_attention, and no sliding_window is in use");
        }

        return SwiGlu(fields, isUnder.Contains(true)
            ? config with { Windows = [.. isUnder.Select(isIt => isIt ? window : 0)] } : config);
    }

    private static bool[] LayersUnderWindow(ConfigFields fields, ModelConfig config, int window)
    {
        var first = fields.Has("max_window_layers") ? fields.WholeOrZero("max_window_layers") : 28;
        var types = fields.Texts("layer_types");
        if (types.Count == 0)
        {
            return [.. Enumerable.Range(0, config.Layers).Select(layer => window > 0 && layer >= first)];
        }

        if (types.Count != config.Layers)
        {
            fields.Refuse($"layer_types has {types.Count} entries for {config.Layers} layers");
        }

        foreach (var type in types.Distinct().Where(type => type is not ("full_attention" or "sliding_attention")))
        {
            fields.Refuse($"layer_types with {type} is not built");
        }

        return [.. types.Select(type => type == "sliding_attention")];
    }

    /// <summary>7B turns, 13B has slopes, the second generation norms its head; nothing names either, so
    /// <c>max_position_embeddings</c> tells the first and the vocabulary or a field of Baichuan2 the second.</summary>
    private static ModelConfig Baichuan(ConfigFields fields, ModelConfig config)
    {
        var isRotary = fields.Has("max_position_embeddings");
        var isSecond = config.Vocabulary == 125696 || fields.Has("z_loss_weight")
            || fields.Text("tokenizer_class", "") == "BaichuanTokenizer";
        if (fields.Number("z_loss_weight", 0) != 0)
        {
            fields.Refuse("z_loss_weight other than 0 is not built");
        }

        return SwiGlu(fields, config with
        {
            HasAlibi = !isRotary,
            RotaryShare = isRotary ? 1 : 0,
            Context = isRotary ? config.Context : fields.Whole("model_max_length", int.MaxValue, 4096),
            NormsHead = isSecond,
        });
    }

    private static ModelConfig ChatGlm(ConfigFields fields, ModelConfig config)
    {
        fields.Expect("rmsnorm", true);
        fields.Expect("post_layer_norm", true);
        fields.Expect("original_rope", true);
        fields.Expect("apply_residual_connection_post_layernorm", false);
        if (fields.WholeOrZero("pre_seq_len") != 0 || fields.WholeOrZero("quantization_bit") != 0)
        {
            fields.Refuse("pre_seq_len and quantization_bit change the layout and are not built");
        }

        var isShared = fields.Flag("multi_query_attention");
        var groups = fields.Whole("multi_query_group_num", Largest, 1);
        var isBiased = fields.Flag("add_bias_linear");
        return RopeRatio(fields, config with
        {
            KeyValueHeads = isShared ? groups : config.Heads,
            PacksByHead = !isShared,
            HasMixBias = fields.Flag("add_qkv_bias") || isBiased,
            HasOutputBias = isBiased,
            HasFeedForwardBias = isBiased,
        });
    }

    /// <summary><c>rope_ratio</c> multiplies the base; in chatglm2-6b-32k alone it divides the positions, which only the
    /// name tells.</summary>
    private static ModelConfig RopeRatio(ConfigFields fields, ModelConfig config)
    {
        var ratio = fields.Number("rope_ratio", 1);
        var dividesPlaces = fields.Text("_name_or_path", "").Contains("chatglm2", StringComparison.OrdinalIgnoreCase);
        return dividesPlaces && ratio != 1
            ? config with { Rope = new() { Kind = RopeKind.Linear, Factor = ratio, TrainedContext = config.Context } }
            : config with { RopeTheta = 10000 * ratio };
    }

    private static ModelConfig NeoX(ConfigFields fields, ModelConfig config)
    {
        var name = fields.Text("hidden_act", "gelu");
        if (name is not ("gelu" or "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh"))
        {
            fields.Refuse($"hidden_act: {name} is not built");
        }

        var isBiased = fields.Flag("attention_bias", otherwise: true);
        return config with
        {
            Activation = name == "gelu" ? Activation.Gelu : Activation.GeluTanh,
            IsParallel = fields.Flag("use_parallel_residual", otherwise: true),
            PacksByHead = true,
            HasMixBias = isBiased,
            HasOutputBias = isBiased,
            HasFeedForwardBias = true,
        };
    }

    private static ModelConfig SwiGlu(ConfigFields fields, ModelConfig config)
    {
        if (fields.Text("hidden_act", "silu") is not ("silu" or "swish") and var activation)
        {
            fields.Refuse($"hidden_act: {activation} is not built");
        }

        return config;
    }
}
