using System.Text;
using System.Text.Json.Nodes;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>Writes <c>config.json</c>: a new model's in the form of transformers 4, which both versions read; else as it
/// was read.</summary>
public static class ModelConfigWriter
{
    /// <summary>Writes the file into a folder; weights are said to be float32.</summary>
    public static void Write(ModelConfig config, string folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Source is { } source)
        {
            Write(AsFloat32(source), folder);
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
            ["torch_dtype"] = "float32",
            ["use_cache"] = true,
            ["vocab_size"] = config.Vocabulary,
        };
        Write(json, folder);
    }

    /// <summary>The given config with float32 weights.</summary>
    private static JsonObject AsFloat32(string source)
    {
        var json = JsonNode.Parse(source)!.AsObject(); // it was read from there, so it is an object
        json[json.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = "float32";
        return json;
    }

    private static void Write(JsonObject json, string folder) => File.WriteAllText(
        Path.Combine(folder, "config.json"), json.ToJsonString(JsonLines.Indented) + "\n", new UTF8Encoding(false));
}
