namespace Recipes.Torch.Files;

/// <summary>The families of decoders that are built.</summary>
public enum ModelFamily
{
    /// <summary>LlamaForCausalLM.</summary>
    Llama,

    /// <summary>Qwen3ForCausalLM: as Llama, with a norm over each head's queries and keys.</summary>
    Qwen3,
}

/// <summary>The shape of a decoder, as <c>config.json</c> gives it.</summary>
public sealed record ModelConfig
{
    /// <summary>Decides names and parts.</summary>
    public required ModelFamily Family { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Width inside the feed-forward part.</summary>
    public required int Intermediate { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head, even.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Longest sequence in tokens (<c>max_position_embeddings</c>).</summary>
    public required int Context { get; init; }

    /// <summary>Added to the mean square in every norm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>True where the head's weight is the embedding's.</summary>
    public bool IsTied { get; init; }

    /// <summary>Ids that end an answer (<c>eos_token_id</c>); may be empty.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary><c>bos_token_id</c>; null where there is none.</summary>
    public int? StartId { get; init; }

    /// <summary><c>pad_token_id</c>; null where there is none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>True where queries and keys are normed per head.</summary>
    public bool HasHeadNorms => Family == ModelFamily.Qwen3;

    /// <summary>Width of all query heads together.</summary>
    public int QueryWidth => Heads * HeadSize;

    /// <summary>Width of all key heads together; that of the values too.</summary>
    public int KeyWidth => KeyValueHeads * HeadSize;

    /// <summary>Weights of one layer.</summary>
    public long LayerParameters => ((long)Hidden * ((2 * QueryWidth) + (2 * KeyWidth) + (3L * Intermediate) + 2))
        + (HasHeadNorms ? 2L * HeadSize : 0);

    /// <summary>All weights; a tied head counts once.</summary>
    public long Parameters => ((long)Vocabulary * Hidden * (IsTied ? 1 : 2)) + (Layers * LayerParameters) + Hidden;
}
