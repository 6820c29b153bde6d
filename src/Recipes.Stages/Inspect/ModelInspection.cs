using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Stages.Inspect;

/// <summary>What a model folder is: shape, memory, weights, tokenizer and chat template, each read as a run would read it.</summary>
public sealed class ModelInspection
{
    private const int EstimatedTokens = 2048; // the step below 50M parameters, design, section 6

    private readonly List<string> _lines = [];
    private readonly List<Problem> _problems = [];

    private ModelInspection()
    {
    }

    /// <summary>For people, a line per part.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What a run would refuse; a part that is not there is none.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Looks at a folder. Weights are judged by their files' headers.</summary>
    /// <param name="folder">Of a model, or with tokenizer files alone.</param>
    /// <param name="adapterFolder">A PEFT folder on top; null for none.</param>
    /// <param name="template">The recipe's <c>template</c>, or auto.</param>
    /// <param name="system">The recipe's system prompt, in the shown sample; null for none.</param>
    public static ModelInspection Of(string folder, string? adapterFolder, string template, string? system)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var inspection = new ModelInspection();
        inspection.Say("folder", folder);
        inspection.Part("architecture", File.Exists(Path.Combine(folder, "config.json")) ? () => inspection.Shape(folder) : null);
        inspection.Part("adapter", adapterFolder is null ? null : () => inspection.Adapter(adapterFolder));
        var hasTokenizer = File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "tokenizer.model"));
        inspection.Part("tokenizer", hasTokenizer ? () => inspection.Text(folder, template, system) : null);
        return inspection;
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.##} GiB"),
    };

    private void Say(string part, string text) => _lines.Add(ChatSample.Line(part, text));

    /// <summary>Runs a part; what it refuses is told, and the next part goes on.</summary>
    private void Part(string name, Action? look)
    {
        if (look is null)
        {
            Say(name, "none in this folder");
            return;
        }

        try
        {
            look();
        }
        catch (RecipeException e)
        {
            _problems.AddRange(e.Problems);
            Say(name, $"refused: {e.Problems[0].Fact}{(e.Problems.Count > 1 ? $", and {e.Problems.Count - 1} reasons more" : "")}");
        }
    }

    private void Shape(string folder)
    {
        var config = ModelConfigReader.Read(folder);
        Say("architecture", $"{config.Family}, {config.Layers} layers, hidden {config.Hidden}, feed-forward {config.Intermediate}, "
            + $"{config.Heads} heads of {config.HeadSize} on {config.KeyValueHeads} key heads, vocabulary {config.Vocabulary}"
            + (config.IsTied ? ", tied head" : "") + (config.Windows.Count > 0 ? $", windows of {config.Windows.Max()}" : "")
            + (config.Rope is { } rope ? $", rotary scaling {rope.Kind}" : "") + (config.HasAlibi ? ", ALiBi" : ""));
        Say("context", string.Create(CultureInfo.InvariantCulture, $"{config.Context:N0} tokens"));
        Say("parameters", string.Create(CultureInfo.InvariantCulture, $"{config.Parameters:N0}"));
        foreach (var precision in Enum.GetValues<Precision>())
        {
            Memory(config, precision);
        }

        var cache = 8L * config.Layers * config.KeyWidth; // keys and values, float32
        Say("cache", $"{Size(cache)} per token, {Size(cache * config.Context)} for a whole context");
        Part("weights", () => Say("weights", $"{Model.CheckWeights(folder, config)} tensors, all that the shape needs and no others"));
    }

    private void Memory(ModelConfig config, Precision precision)
    {
        string Training(string method) =>
            $"{method} {Size(MemoryEstimate.Of(method, config, EstimatedTokens, precision, new()).TotalBytes)}";
        var weights = config.Parameters * (precision == Precision.BFloat16 ? 2 : 4);
        Say("memory", $"{precision.Word()}: weights {Size(weights)}; training with {EstimatedTokens} tokens at once: "
            + $"{Training("qlora")}, {Training("lora")}, {Training("full")}");
    }

    private void Adapter(string folder)
    {
        var lora = PeftFolder.ReadSpec(folder);
        Say("adapter", string.Create(
            CultureInfo.InvariantCulture, $"LoRA of rank {lora.Rank}, alpha {lora.Alpha}, on {string.Join(", ", lora.Targets)}"));
    }

    private void Text(string folder, string template, string? system)
    {
        var tokenizer = FolderTokenizer.Load(folder);
        string Named(int? id) => id is { } known ? $"{known} {ChatSample.Visible(tokenizer.TokenOf(known) ?? "?")}" : "none";
        Say("tokenizer", $"{tokenizer.VocabularySize} tokens; begins {Named(tokenizer.BosId)}, ends {Named(tokenizer.EosId)}, pads {Named(tokenizer.PadId)}");
        Say("ends answers", string.Join(", ", tokenizer.StopIds.Select(id => Named(id))));
        Part("template", () => Chat(tokenizer, ChatTemplate.Load(folder, template, tokenizer), system));
    }

    private void Chat(ModelTokenizer tokenizer, ChatTemplate chat, string? system)
    {
        Say("template", $"{chat.Source.Length} characters, {chat.Digest[..16]}; an answer ends with "
            + (chat.EndId < 0 ? "nothing" : ChatSample.Visible(tokenizer.TokenOf(chat.EndId) ?? $"{chat.EndId}")));
        foreach (var (part, text) in ChatSample.Lines(tokenizer, chat, system))
        {
            Say(part, text);
        }
    }
}
