using System.Text;
using System.Text.Json.Nodes;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Files;

/// <summary>Writes <c>config.json</c>: a new model's in the form of transformers 4, which both versions read; else as it
/// was read.</summary>
public static class ModelConfigWriter
{
    /// <summary>Writes the file into a folder.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="folder">Is there.</param>
    /// <param name="type">What the weights beside it are stored as.</param>
    public static void Write(ModelConfig config, string folder, ScalarType type = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Source is { } source)
        {
            Write(Stored(source, Name(type)), folder);
            return;
        }

        var isQwen = config.Family == ModelFamily.Qwen3;
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(isQwen ? "Qwen3ForCausalLM" : "LlamaForCausalLM"),
            ["attention_bias"] = false,
            ["attention_dropout"] = 0.0,
            ["bos_token_id"] = config.StartId,
            ["eos_token_id"] = config.EndIds switch
            {
                [] => null,
                [var one] => one,
                var many => new JsonArray([.. many.Select(id => JsonValue.Create(id))]),
            },
            ["head_dim"] = config.HeadSize,
            ["hidden_act"] = "silu",
            ["hidden_size"] = config.Hidden,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = config.Intermediate,
            ["max_position_embeddings"] = config.Context,
            ["model_type"] = isQwen ? "qwen3" : "llama",
            ["num_attention_heads"] = config.Heads,
            ["num_hidden_layers"] = config.Layers,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["pad_token_id"] = config.PaddingId,
            ["rms_norm_eps"] = config.NormEpsilon,
            ["rope_scaling"] = null,
            ["rope_theta"] = config.RopeTheta,
            ["tie_word_embeddings"] = config.IsTied,
            ["torch_dtype"] = Name(type),
            ["use_cache"] = true,
            ["vocab_size"] = config.Vocabulary,
        };
        Write(json, folder);
    }

    private static string Name(ScalarType type) => type switch
    {
        ScalarType.Float32 => "float32",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float16 => "float16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "weights of this type are not written"),
    };

    /// <summary>The given config with weights of another type.</summary>
    private static JsonObject Stored(string source, string type)
    {
        var json = JsonNode.Parse(source)!.AsObject(); // it was read from there, so it is an object
        json[json.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = type;
        return json;
    }

    private static void Write(JsonObject json, string folder) => File.WriteAllText(
        Path.Combine(folder, "config.json"), json.ToJsonString(JsonLines.Indented) + "\n", new UTF8Encoding(false));
}
