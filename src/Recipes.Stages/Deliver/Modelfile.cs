using System.Text;
using Recipes.Text.Tokenizers;

namespace Recipes.Stages.Deliver;

/// <summary>A Modelfile: what Ollama needs beside a GGUF file.</summary>
/// <remarks>Source: ollama/ollama, docs/modelfile.md and docs/template.md; the template is Go's text/template.</remarks>
internal static class Modelfile
{
    /// <summary>The text of the file.</summary>
    /// <param name="gguf">Name of the GGUF file beside it.</param>
    /// <param name="chat">The model's template and tokenizer.</param>
    /// <param name="system">The recipe's system prompt; null for none.</param>
    /// <param name="context">Longest sequence in tokens.</param>
    /// <param name="notes">Takes why there is no template, where there is none.</param>
    public static string Text(string gguf, Models.ChatText chat, string? system, int context, ICollection<string> notes)
    {
        var template = TurnTemplate.Of(chat.Template);
        var go = template is null ? null : Go(WithoutBeginning(template, chat.Tokenizer));
        var text = new StringBuilder();
        text.Append("# For ollama create NAME -f Modelfile. Answers were measured with the likeliest token each time: temperature 0.\n");
        text.Append(CultureInfo.InvariantCulture, $"FROM ./{gguf}\n");
        text.Append("PARAMETER temperature 0\n");
        text.Append(CultureInfo.InvariantCulture, $"PARAMETER num_ctx {context}\n");
        foreach (var stop in Stops(chat))
        {
            text.Append(CultureInfo.InvariantCulture, $"PARAMETER stop \"{stop}\"\n");
        }

        if (go is null || go.Contains("\"\"\"", StringComparison.Ordinal))
        {
            const string Why = "the model's chat template does more than put texts around turns, which is all that this program writes for Ollama: Modelfile has no TEMPLATE; ask through llama.cpp's server, which renders the template in the GGUF file itself";
            notes.Add(Why);
            text.Append(CultureInfo.InvariantCulture, $"# No TEMPLATE: {Why}.\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"TEMPLATE \"\"\"{go}\"\"\"\n");
        }

        if (chat.Template.Source.Contains("strftime_now", StringComparison.Ordinal))
        {
            notes.Add("the model's chat template asks for today's date; the Modelfile has the date that training and evaluation had");
        }

        if (system is not null && !system.Contains("\"\"\"", StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"SYSTEM \"\"\"{system}\"\"\"\n");
        }

        return text.ToString();
    }

    /// <summary>The texts in Go's template language.</summary>
    internal static string Go(TurnTemplate template)
    {
        var turns = "{{ range .Messages }}{{ if eq .Role \"user\" }}" + Content(template.User)
            + "{{ else if eq .Role \"assistant\" }}" + Content(template.Assistant) + "{{ end }}{{ end }}";
        var head = template.System is { } system
            ? "{{ if .System }}" + Literal(system.Before) + "{{ .System }}" + Literal(system.Behind)
                + "{{ else }}" + Literal(template.WithoutSystem) + "{{ end }}"
            : Literal(template.WithoutSystem);
        return head + turns + Literal(template.Answer);
    }

    private static string Content(Affixes around) => Literal(around.Before) + "{{ .Content }}" + Literal(around.Behind);

    /// <summary>Text as it is, but for what would begin an action.</summary>
    private static string Literal(string text) => text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);

    /// <summary>llama.cpp puts the beginning's token itself where the tokenizer does.</summary>
    private static TurnTemplate WithoutBeginning(TurnTemplate template, ModelTokenizer tokenizer) =>
        tokenizer.BosId is { } bos && tokenizer.TokenOf(bos) is { } beginning && tokenizer.Encode("a", addSpecial: true)[0] == bos
            ? template.Without(beginning) : template;

    private static IEnumerable<string> Stops(Models.ChatText chat) => chat.Tokenizer.StopIds.Append(chat.Template.EndId)
        .Where(id => id >= 0).Distinct().Select(chat.Tokenizer.TokenOf).OfType<string>()
        .Where(token => !token.Contains('"', StringComparison.Ordinal));
}
