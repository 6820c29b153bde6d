using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Recipes.Core;
using Recipes.Serving.Batching;
using Recipes.Serving.Page;
using Recipes.Serving.Replies;
using Recipes.Serving.Requests;

namespace Recipes.Serving;

/// <summary>From path to answer.</summary>
internal sealed class Routes
{
    private readonly ServedModel _model;
    private readonly ServeSpec _spec;
    private readonly BatchLoop _batch;
    private readonly Gate _gate;
    private readonly ChatPage _page;
    private readonly Dictionary<string, (string Method, Func<HttpContext, Task> Answer)> _routes;
    private readonly long _created;
    private long _numbers;
    private int _requests;

    public Routes(ServedModel model, ServeSpec spec, BatchLoop batch)
    {
        (_model, _spec, _batch, _gate, _page) = (model, spec, batch, new(spec), new(model, needsKey: spec.Key is not null));
        _created = Now();
        _routes = new(StringComparer.Ordinal)
        {
            ["/"] = ("GET", _page.Write),
            ["/health"] = ("GET", Health),
            ["/v1/models"] = ("GET", context => Json.Write(context, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Described()) })),
            ["/v1/completions"] = ("POST", context => Ask(context, (fields, number) =>
                CompletionReader.Read(fields, _model, _spec.MostPrompts, _spec.Seed + number))),
            ["/v1/chat/completions"] = ("POST", context => Ask(context, (fields, number) =>
                ChatReader.Read(fields, _model, Today(), _spec.Seed + number))),
            ["/tokenize"] = ("POST", context => Convert(context, Tokenize)),
            ["/detokenize"] = ("POST", context => Convert(context, Detokenize)),
            ["/apply-template"] = ("POST", context => Convert(context, fields => new()
            {
                ["prompt"] = _model.Template.Render(ChatReader.Conversation(fields, _model, Today())),
            })),
        };
    }

    /// <summary>Answers one request; whatever the client did wrong becomes OpenAI's error.</summary>
    public async Task Answer(HttpContext context)
    {
        try
        {
            await Find(context.Request)(context).ConfigureAwait(false);
        }
        catch (RequestFault fault)
        {
            await Refuse(context, fault).ConfigureAwait(false);
        }
        catch (RecipeException e)
        {
            var problem = e.Problems[0];
            var remedy = problem.Remedy is null ? "" : "; " + problem.Remedy;
            await Refuse(context, new(400, problem.Fact + remedy, code: problem.Code)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            var isTooLarge = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            var words = isTooLarge ? $"the body must have at most {_spec.MostBodyBytes} bytes" : e.Message;
            await Refuse(context, new(e.StatusCode, words, code: isTooLarge ? "request_too_large" : null)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // the client has left
        }
    }

    private static Task Refuse(HttpContext context, RequestFault fault)
    {
        if (fault.Status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return Json.Write(context, Json.Error(fault), fault.Status);
    }

    private Func<HttpContext, Task> Find(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        _gate.Check(request, needsKey: path is not ("/" or "/health"));
        if (path.StartsWith("/v1/models/", StringComparison.Ordinal) && HttpMethods.IsGet(request.Method))
        {
            return path["/v1/models/".Length..] == _model.Name ? context => Json.Write(context, Described())
                : throw new RequestFault(404, $"this server's model is {_model.Name}", "model", "model_not_found");
        }

        if (!_routes.TryGetValue(path, out var route))
        {
            throw new RequestFault(404, $"there is no {path}; there are {string.Join(", ", _routes.Keys)}");
        }

        return request.Method == route.Method ? route.Answer
            : throw new RequestFault(405, $"{path} is asked with {route.Method}, not with {request.Method}");
    }

    private async Task Ask(HttpContext context, Func<RequestFields, long, Call> read)
    {
        if (Interlocked.Increment(ref _requests) > _spec.MostRequests)
        {
            Interlocked.Decrement(ref _requests);
            throw new RequestFault(429, $"{_spec.MostRequests} requests are being answered or wait; try again", code: "too_many_requests");
        }

        try
        {
            var fields = await Body(context).ConfigureAwait(false);
            var number = Interlocked.Increment(ref _numbers);
            await new Exchange(_model, read(fields, number), number, Now()).Run(_batch, context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    private static async Task Convert(HttpContext context, Func<RequestFields, JsonObject> answer) =>
        await Json.Write(context, answer(await Body(context).ConfigureAwait(false))).ConfigureAwait(false);

    private static async Task<RequestFields> Body(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return RequestFields.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private JsonObject Tokenize(RequestFields fields)
    {
        var tokenizer = _model.NeededTokenizer;
        int[] ids = fields.Find("messages") is not null
            ? [.. _model.Template.EncodePrompt(ChatReader.Conversation(fields, _model, Today()))]
            : tokenizer.Encode(fields.Text("prompt"), fields.Flag("add_special_tokens", otherwise: true));
        var names = fields.Flag("return_token_strs") ? new JsonArray([.. ids.Select(id => (JsonNode?)tokenizer.TokenOf(id))]) : null;
        return new()
        {
            ["count"] = ids.Length,
            ["max_model_len"] = _model.Context,
            ["tokens"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            ["token_strs"] = names,
        };
    }

    private JsonObject Detokenize(RequestFields fields) =>
        new() { ["prompt"] = _model.NeededTokenizer.Decode(fields.Ids("tokens"), skipSpecial: false) };

    private Task Health(HttpContext context)
    {
        var (running, waiting) = _batch.Load;
        var isWell = !_batch.Completion.IsCompleted;
        var state = new JsonObject { ["status"] = isWell ? "ok" : "stopped", ["running"] = running, ["waiting"] = waiting };
        return Json.Write(context, state, isWell ? 200 : 503);
    }

    private JsonObject Described() => new()
    {
        ["id"] = _model.Name,
        ["object"] = "model",
        ["created"] = _created,
        ["owned_by"] = "recipes",
        ["max_model_len"] = _model.Context,
    };

    private long Now() => _spec.Clock.GetUtcNow().ToUnixTimeSeconds();

    private DateTime Today() => _spec.Clock.GetLocalNow().DateTime;
}
