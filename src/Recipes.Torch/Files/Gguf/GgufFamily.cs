namespace Recipes.Torch.Files.Gguf;

/// <summary>A family as llama.cpp knows it.</summary>
/// <param name="Architecture">What <c>general.architecture</c> says.</param>
/// <param name="PairsNeighbours">Whether it turns neighbouring rows by their position; else the two halves.</param>
/// <remarks>Source: ggml-org/llama.cpp, src/llama-model.cpp (llama_model_rope_type) and src/models.</remarks>
internal sealed record GgufFamily(string Architecture, bool PairsNeighbours)
{
    /// <summary>The family of a model.</summary>
    public static GgufFamily Of(ModelConfig config) => config.Family switch
    {
        ModelFamily.Llama or ModelFamily.Mistral => new("llama", true),
        ModelFamily.Qwen2 => new("qwen2", false),
        ModelFamily.Qwen3 => new("qwen3", false),
        ModelFamily.Baichuan => new("baichuan", true),
        ModelFamily.ChatGlm or ModelFamily.Glm => new("chatglm", true),
        ModelFamily.Glm4 => new("glm4", true),
        ModelFamily.NeoX => new("gptneox", false),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Family, "a family without a name in GGUF"),
    };

    /// <summary>The family whose weights an architecture has; null for one that is not read.</summary>
    public static ModelFamily? Named(string? architecture) => architecture switch
    {
        "llama" => ModelFamily.Llama,
        "qwen2" => ModelFamily.Qwen2,
        "qwen3" => ModelFamily.Qwen3,
        "baichuan" => ModelFamily.Baichuan,
        "chatglm" => ModelFamily.Glm, // the same layer, with queries, keys and values apart as these files have them
        "glm4" => ModelFamily.Glm4,
        "gptneox" => ModelFamily.NeoX,
        _ => null,
    };

    /// <summary>Why llama.cpp would compute something else with a model, or refuse it; empty where it would not.</summary>
    public static IEnumerable<string> Reasons(ModelConfig config)
    {
        if (config.Windows.Any(window => window > 0 && window < config.Context))
        {
            yield return $"a window of {config.Windows.Max()} tokens, which llama.cpp does not know for {Of(config).Architecture}";
        }

        if (config.Rope is { Kind: RopeKind.Dynamic })
        {
            yield return "rotary positions of type dynamic, which llama.cpp does not have";
        }

        if (config.Rope is { Kind: RopeKind.Llama3 } && Of(config).Architecture != "llama")
        {
            yield return $"rotary positions of type llama3, which llama.cpp has for llama alone, not {Of(config).Architecture}";
        }

        foreach (var reason in FamilyReasons(config))
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> FamilyReasons(ModelConfig config)
    {
        var isPlain = config.Family is ModelFamily.Llama or ModelFamily.Mistral or ModelFamily.NeoX;
        if (!isPlain && (config.HasOutputBias || config.HasFeedForwardBias))
        {
            yield return $"biases behind the attention or in the feed-forward part, which llama.cpp does not read for {Of(config).Architecture}";
        }

        if (Of(config).Architecture == "chatglm" && config.QueryWidth != config.Hidden)
        {
            yield return $"heads of {config.QueryWidth} numbers together at a width of {config.Hidden}, which llama.cpp does not read for chatglm";
        }

        if (config is { Family: ModelFamily.Qwen3, HasMixBias: true })
        {
            yield return "biases on queries, keys and values, which llama.cpp does not read for qwen3";
        }

        if (config.Family == ModelFamily.Baichuan && config.Layers != (config.HasAlibi ? 40 : 32))
        {
            yield return $"{config.Layers} layers: llama.cpp tells Baichuan 7B and 13B apart by 32 and 40";
        }
    }
}
