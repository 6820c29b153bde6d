using System.Text;
using System.Text.Json;
using Recipes.Text.Tokenizers;

namespace Recipes.Text.Chat;

/// <summary>What a model folder says of its chat template.</summary>
internal static class TemplateFiles
{
    /// <summary>The template's source and its file: chat_template.jinja, else chat_template.json, else
    /// tokenizer_config.json; null for none.</summary>
    /// <remarks>Of several named templates, <c>default</c>.</remarks>
    public static (string Source, string File)? Find(string folder)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            return (Encoding.UTF8.GetString(TokenizerFile.Bytes(file)), file);
        }

        foreach (var name in new[] { "chat_template.json", "tokenizer_config.json" })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && InConfig(path) is { } source)
            {
                return (source, path);
            }
        }

        return null;
    }

    /// <summary>Variables such as <c>bos_token</c> for a folder's template.</summary>
    public static Dictionary<string, string> Tokens(string folder)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                using var config = TokenizerFile.Open(path);
                AddTokens(config.RootElement, tokens);
                AddTokens(TokenizerFile.Child(config.RootElement, "model_specific_special_tokens"), tokens);
                AddTokens(TokenizerFile.Child(config.RootElement, "extra_special_tokens"), tokens);
            }
        }

        return tokens;
    }

    /// <summary>The family's built-in template; null where config.json names no family that has one.</summary>
    public static BuiltInTemplate? FamilyOf(string folder, ModelTokenizer tokenizer)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
        {
            return null;
        }

        using var config = TokenizerFile.Open(path);
        var type = TokenizerFile.TextOf(TokenizerFile.Child(config.RootElement, "model_type"));
        var names = type switch
        {
            "llama" => new[] { "llama-2" },
            "baichuan" => ["baichuan2", "baichuan"],
            "chatglm" => ["chatglm3", "chatglm2"],
            _ => [],
        };
        var isLlama2 =
            type != "llama" || TokenizerFile.Id(TokenizerFile.Child(config.RootElement, "vocab_size")) == 32000;
        return !isLlama2
            ? null
            : names
                .Select(BuiltInTemplate.Find)
                .OfType<BuiltInTemplate>()
                .FirstOrDefault(t =>
                    IsOfGeneration(t, config.RootElement) && t.Markers.All(m => tokenizer.IdOf(m) is not null)
                );
    }

    /// <summary>ChatGLM2 has a context of 32,768 tokens and ChatGLM3 one of 8,192, and nothing else in config.json
    /// tells them apart.</summary>
    private static bool IsOfGeneration(BuiltInTemplate template, JsonElement config) =>
        template.Name != "chatglm3" || TokenizerFile.Id(TokenizerFile.Child(config, "seq_length")) != 32768;

    private static string? InConfig(string path)
    {
        using var config = TokenizerFile.Open(path);
        var template = TokenizerFile.Child(config.RootElement, "chat_template");
        return template.ValueKind != JsonValueKind.Array
            ? TokenizerFile.TextOf(template)
            : template.EnumerateArray()
                .Where(named => TokenizerFile.TextOf(TokenizerFile.Child(named, "name")) == "default")
                .Select(named => TokenizerFile.TextOf(TokenizerFile.Child(named, "template")))
                .FirstOrDefault();
    }

    private static void AddTokens(JsonElement owner, Dictionary<string, string> into)
    {
        foreach (var property in owner.ValueKind == JsonValueKind.Object ? owner.EnumerateObject() : default)
        {
            var text =
                TokenizerFile.TextOf(property.Value)
                ?? TokenizerFile.TextOf(TokenizerFile.Child(property.Value, "content"));
            if (text is not null && property.Name.EndsWith("_token", StringComparison.Ordinal))
            {
                into.TryAdd(property.Name, text);
            }
        }
    }
}
