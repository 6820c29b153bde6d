using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Recipes.Serving.Page;

/// <summary>The chat page: one file without anything from outside, which the browser is told to hold it to.</summary>
internal sealed partial class ChatPage
{
    private readonly byte[] _page;
    private readonly string _policy;

    /// <param name="model">Its name and whether it can chat stand on the page.</param>
    /// <param name="needsKey">Whether the page asks for one.</param>
    public ChatPage(ServedModel model, bool needsKey)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Recipes.Serving.Page.chat.html")
            ?? throw new InvalidOperationException("the page is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var page = reader.ReadToEnd().ReplaceLineEndings("\n");
        _policy = $"default-src 'none'; style-src {Hash(Style().Match(page))}; script-src {Hash(Script().Match(page))}; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        _page = Encoding.UTF8.GetBytes(page
            .Replace("{{model}}", HtmlEncoder.Default.Encode(model.Name), StringComparison.Ordinal)
            .Replace("{{problem}}", HtmlEncoder.Default.Encode(model.ChatProblem?.Fact ?? ""), StringComparison.Ordinal)
            .Replace("{{key}}", needsKey ? "" : "hidden", StringComparison.Ordinal));
    }

    /// <summary>Sends it.</summary>
    public async Task Write(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = _page.Length;
        context.Response.Headers.ContentSecurityPolicy = _policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await context.Response.Body.WriteAsync(_page, context.RequestAborted).ConfigureAwait(false);
    }

    private static string Hash(Match part) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(part.Groups["text"].Value)))}'";

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
