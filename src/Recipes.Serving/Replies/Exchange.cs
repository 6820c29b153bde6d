using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Recipes.Serving.Batching;
using Recipes.Serving.Requests;

namespace Recipes.Serving.Replies;

/// <summary>One request and its reply: prompts into the batch, pieces out to the client.</summary>
/// <param name="model">Who answers.</param>
/// <param name="call">What is asked.</param>
/// <param name="number">Of the request, for its id.</param>
/// <param name="created">Seconds since 1970.</param>
internal sealed class Exchange(ServedModel model, Call call, long number, long created)
{
    private readonly Channel<Piece> _pieces = Channel.CreateUnbounded<Piece>();
    private readonly IReplyForm _form = call.IsChat ? new ChatText(model, call) : new CompletionText(model, call);
    private int _tokens;

    /// <summary>Answers; when the client leaves, its prompts leave the batch.</summary>
    public async Task Run(BatchLoop batch, HttpContext context)
    {
        var tickets = call.Tickets(model, _pieces.Writer);
        try
        {
            batch.Add(tickets);
            await (call.Streams ? Stream(context) : Whole(context)).ConfigureAwait(false);
        }
        finally
        {
            foreach (var ticket in tickets)
            {
                ticket.Cancel();
            }

            batch.Wake();
        }
    }

    private async Task Whole(HttpContext context)
    {
        var answers = call.Prompts.Select(_ => new List<Piece>()).ToList();
        await foreach (var piece in Pieces(context.RequestAborted).ConfigureAwait(false))
        {
            answers[piece.Index].Add(piece);
        }

        var reply = Reply([.. answers.Select((pieces, index) => _form.Choice(index, pieces, isPiece: false))], isPiece: false);
        reply["usage"] = Usage();
        await Json.Write(context, reply).ConfigureAwait(false);
    }

    private async Task Stream(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        foreach (var opening in call.Prompts.Select((_, index) => _form.Opening(index)).OfType<JsonObject>())
        {
            await Send(context, Json.Bytes(Reply([opening], isPiece: true))).ConfigureAwait(false);
        }

        try
        {
            await foreach (var piece in Pieces(context.RequestAborted).ConfigureAwait(false))
            {
                var isEmpty = piece.Text.Length == 0 && piece.Finish is null && !call.HasScores;
                if (!isEmpty)
                {
                    var choice = _form.Choice(piece.Index, [piece], isPiece: true);
                    await Send(context, Json.Bytes(Reply([choice], isPiece: true))).ConfigureAwait(false);
                }
            }
        }
        catch (RequestFault fault) // the status line is long gone
        {
            await Send(context, Json.Bytes(Json.Error(fault))).ConfigureAwait(false);
            return;
        }

        if (call.StreamsUsage)
        {
            var last = Reply([], isPiece: true);
            last["usage"] = Usage();
            await Send(context, Json.Bytes(last)).ConfigureAwait(false);
        }

        await Send(context, "[DONE]"u8.ToArray()).ConfigureAwait(false);
    }

    /// <summary>All pieces until every answer is over.</summary>
    /// <exception cref="RequestFault">503: the server stops.</exception>
    private async IAsyncEnumerable<Piece> Pieces([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var open = call.Prompts.Count; open > 0;)
        {
            var piece = await _pieces.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (piece.Finish == Finish.Aborted)
            {
                throw new RequestFault(503, "the server is stopping", code: "server_stopping");
            }

            _tokens += piece.Score is not null && call.Answers ? 1 : 0;
            open -= piece.Finish is null ? 0 : 1;
            yield return piece;
        }
    }

    private static async Task Send(HttpContext context, byte[] data)
    {
        byte[] line = [.. "data: "u8, .. data, .. "\n\n"u8];
        await context.Response.Body.WriteAsync(line, context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private JsonObject Reply(JsonArray choices, bool isPiece) => new()
    {
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"{_form.IdPrefix}-{created:x}-{number}"),
        ["object"] = _form.Kind(isPiece),
        ["created"] = created,
        ["model"] = model.Name,
        ["choices"] = choices,
    };

    private JsonObject Usage()
    {
        var prompt = call.Prompts.Sum(one => one.Ids.Length);
        return new() { ["prompt_tokens"] = prompt, ["completion_tokens"] = _tokens, ["total_tokens"] = prompt + _tokens };
    }
}
