using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.Models;

/// <summary>A request the scripted server got.</summary>
public sealed record ScriptedRequest(string Path, string? Authorization, string? TraceParent, JsonNode Body)
{
    /// <summary>The header <c>api-key</c>.</summary>
    public string? ApiKey { get; init; }

    public bool Streams => Body["stream"]?.GetValue<bool>() == true;

    public string LastMessage => Content(Body["messages"]!.AsArray()[^1]!["content"]!);

    public string FirstMessage => Content(Body["messages"]!.AsArray()[0]!["content"]!);

    private static string Content(JsonNode content) => content is JsonArray parts
        ? string.Concat(parts.Select(part => part!["text"]!.GetValue<string>()))
        : content.GetValue<string>();
}

/// <summary>What the scripted server does with one request.</summary>
public sealed record ScriptedReply
{
    /// <summary>The answer to a request; by default it says the last message back.</summary>
    public Func<ScriptedRequest, string> Text { get; init; } = request => request.LastMessage;

    public int Status { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Breaks the connection instead of answering.</summary>
    public bool HangsUp { get; init; }

    /// <summary>Sent instead of a completion.</summary>
    public string? RawBody { get; init; }

    public string FinishReason { get; init; } = "stop";

    public (int Input, int Output)? Usage { get; init; }

    /// <summary>Parts of a stream; null cuts the text into words.</summary>
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>False: the stream ends after its last part, the connection in good order.</summary>
    public bool EndMarker { get; init; } = true;

    /// <summary>Breaks the connection after so many parts of a stream.</summary>
    public int? AbortAfterParts { get; init; }

    /// <summary>Answer only when this completes, or never when the client goes.</summary>
    public Task? HoldUntil { get; init; }

    /// <summary>The same, for each request that takes this reply anew.</summary>
    public Func<Task>? HoldEach { get; init; }

    /// <summary>Called when a request takes this reply.</summary>
    public Action? OnArrived { get; init; }

    /// <summary>Called when the client goes before its answer.</summary>
    public Action? OnGone { get; init; }

    /// <summary>In a stream: hold after the first part instead of before it.</summary>
    public bool HoldAfterFirstPart { get; init; }
}

/// <summary>
/// An OpenAI-compatible server on loopback that does what a test scripts: replies are used in order, then the
/// default one for ever.
/// </summary>
public sealed class ScriptedOpenAIServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ScriptedReply> _script = new();
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedOpenAIServer(WebApplication app) => _app = app;

    /// <summary>For <c>Endpoint</c>: <c>http://127.0.0.1:{port}/v1</c>.</summary>
    public Uri Endpoint => new(_app.Urls.Single() + "/v1");

    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    public ScriptedReply Default { get; set; } = new();

    /// <summary>Completes when the first request has come.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Completes when a client went away before its answer.</summary>
    public Task ClientGone => _aborted.Task;

    public static async Task<ScriptedOpenAIServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedOpenAIServer(builder.Build());
        server._app.Map("{**path}", server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ScriptedOpenAIServer Then(ScriptedReply reply)
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
        var request = new ScriptedRequest(context.Request.Path, context.Request.Headers.Authorization.SingleOrDefault(),
            context.Request.Headers.TraceParent.SingleOrDefault(), body!)
        {
            ApiKey = context.Request.Headers["api-key"].SingleOrDefault(),
        };
        _requests.Enqueue(request);
        if (!_script.TryDequeue(out var reply)) reply = Default;
        context.RequestAborted.Register(() =>
        {
            _aborted.TrySetResult();
            reply.OnGone?.Invoke();
        });
        _arrived.TrySetResult();
        reply.OnArrived?.Invoke();

        if (!reply.HoldAfterFirstPart && !await HoldAsync(reply, context)) return;
        if (reply.HangsUp)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        if (reply.RawBody is { } raw)
        {
            context.Response.ContentType ??= "application/json";
            await context.Response.WriteAsync(raw, context.RequestAborted);
        }
        else if (request.Streams) await StreamAsync(context, request, reply);
        else await context.Response.WriteAsJsonAsync(Completion(request, reply), context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, ScriptedRequest request, ScriptedReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        var parts = reply.Parts ?? [.. reply.Text(request).Split(' ').Select((word, i) => i == 0 ? word : " " + word)];
        for (var i = 0; i < parts.Count; i++)
        {
            if (reply.AbortAfterParts == i)
            {
                context.Abort();
                return;
            }

            await SendAsync(Chunk(new JsonObject { ["content"] = parts[i] }, null, null));
            if (i == 0 && reply.HoldAfterFirstPart && !await HoldAsync(reply, context)) return;
        }

        if (!reply.EndMarker) return;
        await SendAsync(Chunk([], reply.FinishReason, reply.Usage));
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

        async Task SendAsync(JsonObject chunk)
        {
            await context.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        JsonObject Chunk(JsonObject delta, string? finish, (int, int)? usage) => new()
        {
            ["id"] = "chunk",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1,
            ["model"] = request.Body["model"]!.DeepClone(),
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
            ["usage"] = Usage(usage),
        };
    }

    private static async Task<bool> HoldAsync(ScriptedReply reply, HttpContext context)
    {
        if ((reply.HoldEach?.Invoke() ?? reply.HoldUntil) is not { } hold) return true;
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(gone.SetResult);
        return await Task.WhenAny(hold, gone.Task) != gone.Task;
    }

    private static JsonObject Completion(ScriptedRequest request, ScriptedReply reply) => new()
    {
        ["id"] = "completion",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = request.Body["model"]!.DeepClone(),
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = reply.Text(request) },
            ["finish_reason"] = reply.FinishReason,
        }),
        ["usage"] = Usage(reply.Usage),
    };

    private static JsonObject? Usage((int Input, int Output)? usage) => usage is not { } counted ? null : new JsonObject
    {
        ["prompt_tokens"] = counted.Input,
        ["completion_tokens"] = counted.Output,
        ["total_tokens"] = counted.Input + counted.Output,
    };
}
