using System.Text.Json.Serialization;
using Recipes.Torch.Models;

namespace Recipes.Torch.Files;

/// <summary>What stands between the two maps of the feed-forward part.</summary>
public enum Activation
{
    /// <summary>silu(gate) ∘ up.</summary>
    SwiGlu,

    /// <summary>x · Φ(x), exactly.</summary>
    Gelu,

    /// <summary>The same with tanh in place of the error function.</summary>
    GeluTanh,
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

    /// <summary>Share of each head that is turned by its position, in [0, 1].</summary>
    /// <value>Default 1; 0 where positions are not rotary.</value>
    public double RotaryShare { get; init; } = 1;

    /// <summary>How rotary positions are stretched; null → not.</summary>
    public RopeScaling? Rope { get; init; }

    /// <summary>True → each head adds a slope times the distance of a key instead of turning (Press et al. 2021).</summary>
    public bool HasAlibi { get; init; }

    /// <summary>Per layer how many tokens a token sees, itself included; 0 → all before it. Empty → all layers see
    /// all.</summary>
    public IReadOnlyList<int> Windows { get; init; } = [];

    /// <summary>Biases on queries, keys and values.</summary>
    public bool HasMixBias { get; init; }

    /// <summary>A bias on the attention's output.</summary>
    public bool HasOutputBias { get; init; }

    /// <summary>Biases in the feed-forward part.</summary>
    public bool HasFeedForwardBias { get; init; }

    /// <summary>Between the maps of the feed-forward part.</summary>
    public Activation Activation { get; init; }

    /// <summary>True → attention and feed-forward part both read the layer's input (Pythia).</summary>
    public bool IsParallel { get; init; }

    /// <summary>True → the packed map gives query, key and value head by head instead of all queries first.</summary>
    public bool PacksByHead { get; init; }

    /// <summary>True → rows of the head are divided by their length (Baichuan2).</summary>
    public bool NormsHead { get; init; }

    /// <summary>True where the head's weight is the embedding's.</summary>
    public bool IsTied { get; init; }

    /// <summary>Ids that end an answer (<c>eos_token_id</c>); may be empty.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary><c>bos_token_id</c>; null where there is none.</summary>
    public int? StartId { get; init; }

    /// <summary><c>pad_token_id</c>; null where there is none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>The text of the config.json it was read from; null for a new model.</summary>
    [JsonIgnore]
    public string? Source { get; init; }

    /// <summary>True where queries and keys are normed per head.</summary>
    public bool HasHeadNorms => Facts.QueryNorm is not null;

    /// <summary>Width of all query heads together.</summary>
    public int QueryWidth => Heads * HeadSize;

    /// <summary>Width of all key heads together; that of the values too.</summary>
    public int KeyWidth => KeyValueHeads * HeadSize;

    /// <summary>Numbers of each head that are turned, even.</summary>
    public int RotarySize => (int)(HeadSize * RotaryShare);

    /// <summary>All weights; a tied head counts once.</summary>
    public long Parameters => WeightLayout.Of(this).Elements;

    /// <summary>What sets the family apart.</summary>
    internal FamilyFacts Facts => FamilyFacts.Of(Family);

    /// <summary>The window of a layer; 0 → it sees all tokens before.</summary>
    internal int Window(int layer) => Windows.Count == 0 ? 0 : Windows[layer];
}
