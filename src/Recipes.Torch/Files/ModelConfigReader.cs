using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>Reads <c>config.json</c> in the forms of transformers 4 and 5; needs no torch.</summary>
/// <remarks>What would change the numbers and is not built is refused by name, never ignored.</remarks>
public static class ModelConfigReader
{
    private const int Largest = 1 << 24; // no axis of a real model comes near; keeps products within 64 bits

    /// <summary>The config of a model folder.</summary>
    /// <exception cref="RecipeException">No readable config.json, or a model that is not built; every reason at
    /// once.</exception>
    public static ModelConfig Read(string folder)
    {
        var problems = new List<Problem>();
        var config = Read(folder, problems);
        return config is not null && problems.Count == 0 ? config : throw new RecipeException(2, problems);
    }

    /// <summary>Why a model folder cannot be used yet, in the order of checking; empty where it can.</summary>
    public static IReadOnlyList<Problem> Unsupported(string folder)
    {
        var problems = new List<Problem>();
        Read(folder, problems);
        return problems;
    }

    private static ModelConfig? Read(string folder, List<Problem> problems)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
        {
            problems.Add(new()
            {
                Code = "RCP5310",
                Fact = "the folder has no config.json",
                File = folder,
                Remedy = "name a Hugging Face model folder",
            });
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 32 });
            var fields = new ConfigFields(json.RootElement, path, problems);
            return Family(fields) is { } family ? Config(fields, family) : null;
        }
        catch (JsonException e)
        {
            var fact = "config.json is not JSON: " + e.Message.ReplaceLineEndings(" ");
            problems.Add(new() { Code = "RCP5311", Fact = fact, File = path });
            return null;
        }
    }

    private static ModelFamily? Family(ConfigFields fields)
    {
        var names = fields.Texts("architectures");
        var name = names.Count == 1 ? names[0] : string.Join(", ", names);
        ModelFamily? family = name switch
        {
            "LlamaForCausalLM" => ModelFamily.Llama,
            "Qwen3ForCausalLM" => ModelFamily.Qwen3,
            _ => null,
        };
        if (family is null)
        {
            fields.Refuse($"the architecture {(name.Length > 0 ? name : "(none named)")} is not built");
        }

        return family;
    }

    private static ModelConfig Config(ConfigFields fields, ModelFamily family)
    {
        RefuseWhatIsNotBuilt(fields);
        var hidden = fields.Whole("hidden_size", Largest);
        var heads = fields.Whole("num_attention_heads", Largest);
        var keyHeads = fields.Whole("num_key_value_heads", Largest, heads);
        var headSize = fields.Whole("head_dim", Largest, heads > 0 ? hidden / heads : 0);
        if (keyHeads > 0 && heads % keyHeads != 0)
        {
            fields.Refuse($"{heads} query heads cannot share {keyHeads} key heads");
        }

        if (headSize % 2 != 0)
        {
            fields.Refuse($"a head size of {headSize} has no halves to rotate");
        }

        return new()
        {
            Family = family,
            Vocabulary = fields.Whole("vocab_size", Largest),
            Hidden = hidden,
            Intermediate = fields.Whole("intermediate_size", Largest),
            Layers = fields.Whole("num_hidden_layers", Largest),
            Heads = heads,
            KeyValueHeads = keyHeads,
            HeadSize = headSize,
            Context = fields.Whole("max_position_embeddings", Largest),
            NormEpsilon = fields.Number("rms_norm_eps", 1e-6),
            RopeTheta = fields.Rope("rope_theta") is { } theta ? theta : fields.Number("rope_theta", 10000),
            IsTied = fields.Flag("tie_word_embeddings"),
            EndIds = fields.Ids("eos_token_id"),
            StartId = fields.Ids("bos_token_id") is [var start, ..] ? start : null,
            PaddingId = fields.Ids("pad_token_id") is [var padding, ..] ? padding : null,
        };
    }

    private static void RefuseWhatIsNotBuilt(ConfigFields fields)
    {
        foreach (var flag in (string[])["attention_bias", "mlp_bias", "use_sliding_window", "rope_interleaved"])
        {
            if (fields.Flag(flag))
            {
                fields.Refuse($"{flag}: true is not built");
            }
        }

        if (fields.Text("hidden_act", "silu") is not "silu" and var activation)
        {
            fields.Refuse($"hidden_act: {activation} is not built");
        }

        if (fields.RopeType() is not "default" and var type)
        {
            fields.Refuse($"rope scaling of type {type} is not built");
        }

        if (fields.Number("partial_rotary_factor", 1) != 1 || fields.Rope("partial_rotary_factor") is not null and not 1)
        {
            fields.Refuse("a partial_rotary_factor other than 1 is not built");
        }

        if (fields.Texts("layer_types").FirstOrDefault(layer => layer != "full_attention") is { } kind)
        {
            fields.Refuse($"layer_types with {kind} is not built");
        }

        if (fields.Has("quantization_config"))
        {
            fields.Refuse("quantized weights (quantization_config) are not read");
        }
    }
}
