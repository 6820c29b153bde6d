namespace Recipes.Torch.Files;

/// <summary>What sets one family of decoders apart from Llama: names of fields and tensors, and how a layer is put
/// together. Every difference between families stands in this table.</summary>
/// <remarks>Sources: the modelling code of transformers 4.57 and 5.23 (llama, mistral, qwen2, qwen3, glm, glm4,
/// gpt_neox); for Baichuan and ChatGLM the code in their own model folders.</remarks>
internal sealed record FamilyFacts
{
    /// <summary>What <c>architectures</c> of config.json says.</summary>
    public required IReadOnlyList<string> Architectures { get; init; }

    // Fields of config.json.
    public string VocabularyField { get; init; } = "vocab_size";
    public string IntermediateField { get; init; } = "intermediate_size";
    public string LayersField { get; init; } = "num_hidden_layers";
    public string ContextField { get; init; } = "max_position_embeddings";
    public string? KeyHeadsField { get; init; } = "num_key_value_heads";
    public string? HeadSizeField { get; init; } = "head_dim";
    public string EpsilonField { get; init; } = "rms_norm_eps";
    public string ThetaField { get; init; } = "rope_theta";
    public string RotaryShareField { get; init; } = "partial_rotary_factor";

    // What the published code takes where a field is absent.
    public int? DefaultHeadSize { get; init; }
    public double DefaultEpsilon { get; init; } = 1e-6;
    public double DefaultRotaryShare { get; init; } = 1;

    // Names of tensors, without ".weight" and ".bias".
    public string Embedding { get; init; } = "model.embed_tokens";
    public string Head { get; init; } = "lm_head";
    public string FinalNorm { get; init; } = "model.norm";
    public string LayerPrefix { get; init; } = "model.layers.";
    public string InputNorm { get; init; } = "input_layernorm";
    public string MiddleNorm { get; init; } = "post_attention_layernorm";
    public string? QueryNorm { get; init; }
    public string? KeyNorm { get; init; }
    public IReadOnlyList<string> Mix { get; init; } = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"];
    public string Output { get; init; } = "self_attn.o_proj";
    public IReadOnlyList<string> Up { get; init; } = ["mlp.gate_proj", "mlp.up_proj"];
    public string Down { get; init; } = "mlp.down_proj";

    /// <summary>A norm of what attention adds, before it is added; null for none.</summary>
    public string? AttentionEndNorm { get; init; }

    /// <summary>The same for the feed-forward part.</summary>
    public string? FeedForwardEndNorm { get; init; }

    /// <summary>True → norms take the mean away and have a bias (LayerNorm); false → RMSNorm.</summary>
    public bool CentersNorms { get; init; }

    /// <summary>True → rotary pairs are neighbours (2i, 2i+1); false → the two halves (i, i + R/2).</summary>
    public bool PairsNeighbours { get; init; }

    /// <summary>True → the embedding of the padding token gets no gradient (<c>padding_idx</c> of the published
    /// code).</summary>
    public bool FreezesPadding { get; init; } = true;

    /// <summary>Whether the head can be the embedding.</summary>
    public bool CanTie { get; init; } = true;

    /// <summary>Ends of names that checkpoints carry and nobody computes with.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [".rotary_emb.inv_freq", "rotary_pos_emb.inv_freq"];

    public static FamilyFacts Of(ModelFamily family) => Table[family];

    /// <summary>The family that names an architecture; null for one that is not built.</summary>
    public static ModelFamily? Find(string architecture)
    {
        foreach (var (family, facts) in Table)
        {
            if (facts.Architectures.Contains(architecture))
            {
                return family;
            }
        }

        return null;
    }

    private static readonly FamilyFacts Glm = new()
    {
        Architectures = ["GlmForCausalLM"],
        DefaultHeadSize = 128,
        DefaultEpsilon = 1.5625e-07,
        DefaultRotaryShare = 0.5,
        PairsNeighbours = true,
        Up = ["mlp.gate_up_proj"],
    };

    private static readonly Dictionary<ModelFamily, FamilyFacts> Table = new()
    {
        [ModelFamily.Llama] = new() { Architectures = ["LlamaForCausalLM"] },
        [ModelFamily.Mistral] = new() { Architectures = ["MistralForCausalLM"] },
        [ModelFamily.Qwen2] = new() { Architectures = ["Qwen2ForCausalLM"], HeadSizeField = null },
        [ModelFamily.Qwen3] = new()
        {
            Architectures = ["Qwen3ForCausalLM"],
            DefaultHeadSize = 128,
            QueryNorm = "self_attn.q_norm",
            KeyNorm = "self_attn.k_norm",
        },
        [ModelFamily.Glm] = Glm,
        [ModelFamily.Glm4] = Glm with
        {
            Architectures = ["Glm4ForCausalLM"],
            AttentionEndNorm = "post_self_attn_layernorm",
            FeedForwardEndNorm = "post_mlp_layernorm",
        },
        [ModelFamily.Baichuan] = new()
        {
            Architectures = ["BaichuanForCausalLM", "BaiChuanForCausalLM"],
            KeyHeadsField = null,
            HeadSizeField = null,
            CanTie = false,
            Mix = ["self_attn.W_pack"],
        },
        [ModelFamily.ChatGlm] = new()
        {
            Architectures = ["ChatGLMModel", "ChatGLMForConditionalGeneration"],
            VocabularyField = "padded_vocab_size",
            IntermediateField = "ffn_hidden_size",
            LayersField = "num_layers",
            ContextField = "seq_length",
            KeyHeadsField = null,
            HeadSizeField = "kv_channels",
            DefaultHeadSize = 128,
            EpsilonField = "layernorm_epsilon",
            DefaultEpsilon = 1e-5,
            DefaultRotaryShare = 0.5,
            Embedding = "transformer.embedding.word_embeddings",
            Head = "transformer.output_layer",
            FinalNorm = "transformer.encoder.final_layernorm",
            LayerPrefix = "transformer.encoder.layers.",
            Mix = ["self_attention.query_key_value"],
            Output = "self_attention.dense",
            Up = ["mlp.dense_h_to_4h"],
            Down = "mlp.dense_4h_to_h",
            PairsNeighbours = true,
            FreezesPadding = false,
            CanTie = false,
        },
        [ModelFamily.NeoX] = new()
        {
            Architectures = ["GPTNeoXForCausalLM"],
            KeyHeadsField = null,
            HeadSizeField = null,
            EpsilonField = "layer_norm_eps",
            DefaultEpsilon = 1e-5,
            ThetaField = "rotary_emb_base",
            RotaryShareField = "rotary_pct",
            DefaultRotaryShare = 0.25,
            Embedding = "gpt_neox.embed_in",
            Head = "embed_out",
            FinalNorm = "gpt_neox.final_layer_norm",
            LayerPrefix = "gpt_neox.layers.",
            Mix = ["attention.query_key_value"],
            Output = "attention.dense",
            Up = ["mlp.dense_h_to_4h"],
            Down = "mlp.dense_4h_to_h",
            CentersNorms = true,
            FreezesPadding = false,
            Ignored = [".attention.bias", ".attention.masked_bias", ".rotary_emb.inv_freq"],
        },
    };
}
