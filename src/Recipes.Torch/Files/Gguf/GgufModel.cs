using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Models as GGUF files, the form that llama.cpp and Ollama load.</summary>
public static class GgufModel
{
    /// <summary>Why a model cannot be written as GGUF; empty where it can.</summary>
    public static IReadOnlyList<string> Obstacles(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [.. GgufFamily.Reasons(config)];
    }

    /// <summary>Writes a model, an adapter merged into it in float32, with the tokenizer and template of a folder.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="tokenizerFolder">With tokenizer.json.</param>
    /// <param name="template">What renders chats; null → none is written.</param>
    /// <param name="type">Of matrices: F32, F16, BF16 or Q8_0; vectors are F32 always. A matrix whose rows are no whole
    /// blocks is F16 in a Q8_0 file, as llama.cpp's converter has it.</param>
    /// <param name="path">The file.</param>
    /// <param name="name">For people.</param>
    /// <returns>What llama.cpp does otherwise than this program, a sentence each; empty where nothing is known.</returns>
    /// <exception cref="RecipeException">RCP5340 a model that llama.cpp does not know · RCP5341 a number that does not fit the
    /// type · RCP5342 a tokenizer that it does not have.</exception>
    public static IReadOnlyList<string> Write(
        Model model, string tokenizerFolder, ChatTemplate? template, GgufType type, string path, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Config;
        if (Obstacles(config) is { Count: > 0 } obstacles)
        {
            throw new RecipeException(2, [.. obstacles.Select(fact => new Problem
            {
                Code = "RCP5340",
                Fact = $"the model cannot be written as GGUF: it has {fact}",
                Remedy = "write deliver.gguf: none; the merged folder is delivered either way",
            })]);
        }

        var notes = new List<string>();
        if (config is { Family: ModelFamily.NeoX, Activation: Activation.Gelu })
        {
            notes.Add("llama.cpp computes GELU with tanh in half precision, this model's exactly: answers may differ in a word");
        }

        var tokenizer = FolderTokenizer.Load(tokenizerFolder);
        List<KeyValuePair<string, object>> metadata =
        [
            new("general.architecture", GgufFamily.Of(config).Architecture),
            new("general.type", "model"),
            new("general.name", name),
            .. GgufShape.Metadata(config),
            .. GgufTokenizer.Metadata(tokenizerFolder, config.Vocabulary, tokenizer, template, notes),
            new("general.file_type", FileType(type)),
            new("general.quantization_version", 2),
        ];
        using var none = no_grad();
        GgufWriter.Write(path, metadata, [.. Tensors(model, type)]);
        return notes;
    }

    /// <summary>Reads a model: any of F32, F16, BF16, Q8_0, Q4_0 and Q4_1, of the families that are written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <exception cref="RecipeException">RCP5330 to RCP5333: a file that does not hold, or is not read.</exception>
    public static Model Load(string path, Precision precision)
    {
        TorchRuntime.EnsureLoaded();
        using var file = new GgufFile(path);
        var architecture = file.Text("general.architecture");
        var family = GgufFamily.Named(architecture) ?? throw Fault(
            "RCP5332", $"the architecture {architecture ?? "(none named)"} is not read from GGUF", path);
        var config = Config(file, family, path);
        var layout = WeightLayout.Of(config);
        var parts = GgufLayout.Of(config, layout);
        Require(file, parts, path);
        var weights = new FlatWeights(layout, precision.Type(), trains: false);
        using var scope = NewDisposeScope();
        foreach (var part in parts)
        {
            using var one = NewDisposeScope();
            var stored = file.Read(part.Name);
            if (!stored.isfinite().all().item<bool>())
            {
                weights.Dispose();
                throw Fault("RCP5333", $"{part.Name} has numbers that are infinite or none (NaN)", path);
            }

            GgufLayout.Put(config, part, stored, weights.Values(part.Slot));
        }

        return new(config, weights);
    }

    private static ModelConfig Config(GgufFile file, ModelFamily family, string path)
    {
        try
        {
            var config = GgufShape.Read(file, family);
            return config.Heads % config.KeyValueHeads == 0 && config.RotarySize % 2 == 0 && config.Vocabulary > 0
                ? config : throw new InvalidDataException("heads, key heads and turned numbers do not fit each other");
        }
        catch (InvalidDataException e)
        {
            throw Fault("RCP5332", e.Message, path);
        }
    }

    private static void Require(GgufFile file, IReadOnlyList<GgufPart> parts, string path)
    {
        var names = parts.Select(part => part.Name).Append(GgufScaling.FactorsName).ToHashSet(StringComparer.Ordinal);
        List<string> faults =
        [
            .. parts.Where(part => !file.Entries.TryGetValue(part.Name, out var entry) || !entry.Shape.SequenceEqual(part.Shape))
                .Select(part => $"{part.Name} is missing or not [{string.Join(", ", part.Shape)}]"),
            .. file.Entries.Keys.Where(name => !names.Contains(name)).Order(StringComparer.Ordinal)
                .Select(name => $"{name} is not part of the model"),
        ];
        if (faults.Count > 0)
        {
            throw new RecipeException(2, [.. faults.Select(fact => new Problem { Code = "RCP5333", Fact = fact, File = path })]);
        }
    }

    private static RecipeException Fault(string code, string fact, string path) =>
        new(new Problem { Code = code, Fact = fact, File = path });

    private static IEnumerable<GgufTensor> Tensors(Model model, GgufType type)
    {
        foreach (var part in GgufLayout.Of(model.Config, model.Weights.Layout))
        {
            var stored = part.Shape.Count == 1 ? GgufType.F32
                : part.Shape[^1] % GgufTypes.Elements(type) != 0 ? GgufType.F16 : type;
            yield return new(part.Name, part.Shape, stored, () =>
            {
                using var scope = NewDisposeScope();
                return GgufLayout.Take(model.Config, part, model.Merged(part.Slot)).MoveToOuterDisposeScope();
            });
        }

        if (GgufScaling.Factors(model.Config) is { } factors)
        {
            yield return new(GgufScaling.FactorsName, factors.shape, GgufType.F32, () => factors);
        }
    }

    /// <summary>llama.cpp's number for what most tensors are (llama.h, llama_ftype).</summary>
    private static int FileType(GgufType type) => type switch
    {
        GgufType.F32 => 0,
        GgufType.F16 => 1,
        GgufType.Q8_0 => 7,
        GgufType.BF16 => 32,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a type that is not written"),
    };
}
