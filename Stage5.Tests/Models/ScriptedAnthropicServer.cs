using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.Models;

/// <summary>A request the scripted server got.</summary>
public sealed record AnthropicRequest(string Path, IDictionary<string, string> Headers, JsonNode Body);

/// <summary>What the scripted server does with one request.</summary>
public sealed record AnthropicReply
{
    public int Status { get; init; } = 200;

    /// <summary>Sent instead of a message.</summary>
    public string? RawBody { get; init; }

    public IReadOnlyList<string> Parts { get; init; } = ["ho", "la"];

    public string StopReason { get; init; } = "end_turn";

    public (int Input, int CacheRead, int CacheWrite, int Output) Usage { get; init; } = (7, 0, 0, 3);

    /// <summary>In a stream: the type of an <c>error</c> event sent after the parts, instead of the end.</summary>
    public string? ErrorEvent { get; init; }

    /// <summary>False: a stream ends before <c>message_stop</c>, the connection in good order.</summary>
    public bool EndMarker { get; init; } = true;

    /// <summary>In a stream, after the first part: go on when this completes, or never when the client goes.</summary>
    public Task HoldUntil { get; init; } = Task.CompletedTask;
}

/// <summary>Anthropic's Messages API on loopback, as a test scripts it: replies in order, then the default one.</summary>
public sealed class ScriptedAnthropicServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<AnthropicReply> _script = new();
    private readonly ConcurrentQueue<AnthropicRequest> _requests = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedAnthropicServer(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    public IReadOnlyList<AnthropicRequest> Requests => [.. _requests];

    /// <summary>Completes when a client went away before its answer.</summary>
    public Task ClientGone => _gone.Task;

    public static async Task<ScriptedAnthropicServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedAnthropicServer(builder.Build());
        server._app.Map("{**path}", server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ScriptedAnthropicServer Then(AnthropicReply reply)
    {
        _script.Enqueue(reply);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        _requests.Enqueue(new AnthropicRequest(context.Request.Path, context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body!));
        if (!_script.TryDequeue(out var reply)) reply = new AnthropicReply();
        context.RequestAborted.Register(() => _gone.TrySetResult());
        context.Response.StatusCode = reply.Status;
        context.Response.Headers.RetryAfter = "7";
        if (reply.RawBody is { } raw) await context.Response.WriteAsync(raw, context.RequestAborted);
        else if (body!["stream"]?.GetValue<bool>() == true) await StreamAsync(context, body, reply);
        else await context.Response.WriteAsJsonAsync(Message(body, reply, whole: true), context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, JsonNode body, AnthropicReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        await SendAsync("message_start", new JsonObject { ["message"] = Message(body, reply, whole: false) });
        await SendAsync("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = Text("") });
        await SendAsync("ping", []);
        foreach (var (i, part) in reply.Parts.Index())
        {
            await SendAsync("content_block_delta", new JsonObject
            {
                ["index"] = 0,
                ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = part },
            });
            if (i == 0) await reply.HoldUntil.WaitAsync(context.RequestAborted);
        }

        if (reply.ErrorEvent is { } type)
        {
            await SendAsync("error", new JsonObject
            {
                ["error"] = new JsonObject { ["type"] = type, ["message"] = "s3cr3t-canary hello there" },
            });
            return;
        }

        await SendAsync("content_block_stop", new JsonObject { ["index"] = 0 });
        await SendAsync("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = reply.StopReason, ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = reply.Usage.Output },
        });
        if (reply.EndMarker) await SendAsync("message_stop", []);

        async Task SendAsync(string name, JsonObject data)
        {
            data["type"] = name;
            await context.Response.WriteAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static JsonObject Message(JsonNode body, AnthropicReply reply, bool whole) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = body["model"]!.DeepClone(),
        ["content"] = whole ? new JsonArray(Text(string.Concat(reply.Parts))) : [],
        ["stop_reason"] = whole ? reply.StopReason : null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = reply.Usage.Input,
            ["cache_read_input_tokens"] = reply.Usage.CacheRead,
            ["cache_creation_input_tokens"] = reply.Usage.CacheWrite,
            ["output_tokens"] = whole ? reply.Usage.Output : 1,
        },
    };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };
}
