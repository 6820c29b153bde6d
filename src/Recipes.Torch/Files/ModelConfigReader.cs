using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Files;

/// <summary>Reads <c>config.json</c> in the forms of transformers 4 and 5; needs no torch.</summary>
/// <remarks>What would change the numbers and is not built is refused by name, never ignored.</remarks>
public static class ModelConfigReader
{
    private const int Largest = 1 << 24; // no axis of a real model comes near; keeps products within 64 bits
    private const int MostLayers = 4096; // 30 times the deepest published decoder; bounds what is listed before weights are read
    private const long LongestBytes = 1 << 20;

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

        if (new FileInfo(path).Length > LongestBytes)
        {
            problems.Add(new() { Code = "RCP5311", Fact = $"config.json has more than {LongestBytes} bytes", File = path });
            return null;
        }

        try
        {
            var text = File.ReadAllText(path);
            using var json = JsonDocument.Parse(text, new() { MaxDepth = 32 });
            var fields = new ConfigFields(json.RootElement, path, problems);
            return Family(fields) is { } family ? Config(fields, family, text) : null;
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
        var family = FamilyFacts.Find(name);
        if (family is null)
        {
            fields.Refuse($"the architecture {(name.Length > 0 ? name : "(none named)")} is not built");
        }

        return family;
    }

    private static ModelConfig Config(ConfigFields fields, ModelFamily family, string text)
    {
        var facts = FamilyFacts.Of(family);
        var hidden = fields.Whole("hidden_size", Largest);
        var heads = fields.Whole("num_attention_heads", Largest);
        var headSize = facts.DefaultHeadSize ?? (heads > 0 ? hidden / heads : 0);
        var config = new ModelConfig
        {
            Family = family,
            Vocabulary = fields.Whole(facts.VocabularyField, Largest),
            Hidden = hidden,
            Intermediate = fields.Whole(facts.IntermediateField, Largest),
            Layers = fields.Whole(facts.LayersField, MostLayers),
            Heads = heads,
            KeyValueHeads = facts.KeyHeadsField is { } keyHeads ? fields.Whole(keyHeads, Largest, heads) : heads,
            HeadSize = facts.HeadSizeField is { } size ? fields.Whole(size, Largest, headSize) : headSize,
            Context = fields.Whole(facts.ContextField, int.MaxValue, family == ModelFamily.Baichuan ? 4096 : 0),
            NormEpsilon = fields.Number(facts.EpsilonField, facts.DefaultEpsilon),
            IsTied = fields.Flag("tie_word_embeddings") && facts.CanTie,
            EndIds = fields.Ids("eos_token_id"),
            StartId = fields.Ids("bos_token_id") is [var start, ..] ? start : null,
            PaddingId = fields.Ids("pad_token_id") is [var padding, ..] ? padding : null,
            Source = text,
        };
        config = FamilyReaders.Read(fields, RopeReader.Read(fields, config));
        if (config.Heads % config.KeyValueHeads != 0)
        {
            fields.Refuse($"{config.Heads} query heads cannot share {config.KeyValueHeads} key heads");
        }

        RefuseWhatIsNotBuilt(fields);
        return config;
    }

    private static void RefuseWhatIsNotBuilt(ConfigFields fields)
    {
        if (fields.Has("quantization_config"))
        {
            fields.Refuse("quantized weights (quantization_config) are not read");
        }

        foreach (var name in fields.Unread().Where(name => !HarmlessFields.Contain(name)))
        {
            fields.Refuse($"the field {name} is not known, and it may change the numbers");
        }
    }
}
