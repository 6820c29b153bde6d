using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Recipes.Serving.Requests;

namespace Recipes.Serving.Replies;

/// <summary>Writes JSON, Chinese as it is.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a value.</summary>
    public static byte[] Bytes(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, _plain);

    /// <summary>A whole reply.</summary>
    public static async Task Write(HttpContext context, JsonNode value, int status = 200)
    {
        var bytes = Bytes(value);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>OpenAI's shape of an error.</summary>
    public static JsonObject Error(RequestFault fault) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = fault.Message,
            ["type"] = fault.Kind,
            ["param"] = fault.Field,
            ["code"] = fault.Code,
        },
    };
}
