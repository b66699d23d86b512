using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.OpenAI;

/// <summary>A request as it came over the wire.</summary>
public sealed record UpstreamRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A server on loopback whose answers a test writes byte by byte.</summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<UpstreamRequest> _requests = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();

    private ScriptedUpstream(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single() + "/v1");

    public IReadOnlyList<UpstreamRequest> Requests => [.. _requests];

    public UpstreamRequest Last => _requests.Last();

    public static async Task<ScriptedUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedUpstream(builder.Build());
        server._app.Map("{**path}", server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Used once, in order; after the last, requests are answered 500.</summary>
    public void Then(Func<HttpContext, Task> answer) => _script.Enqueue(answer);

    public void ThenJson(string body, int status = 200, params (string Name, string Value)[] headers) => Then(async http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers) http.Response.Headers[name] = value;
        await JsonAsync(http, body);
    });

    public static Task JsonAsync(HttpContext http, string body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Each part leaves by itself.</summary>
    public void ThenStream(params string[] parts) => Then(http => StreamAsync(http, parts));

    public static async Task StreamAsync(HttpContext http, params string[] parts)
    {
        if (!http.Response.HasStarted) http.Response.ContentType = "text/event-stream";
        foreach (var part in parts)
        {
            await http.Response.WriteAsync(part, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    /// <summary>A chunk with this delta, as an event.</summary>
    public static string Chunk(string delta, string finish = "null") =>
        $$"""data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}],"x":1e3}""" + "\n\n";

    public static string Usage(int input, int output) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up-1","choices":[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""" + "\n\n";

    public void Clear()
    {
        _script.Clear();
        _requests.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        _requests.Enqueue(new UpstreamRequest(http.Request.Path,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        if (_script.TryDequeue(out var answer)) await answer(http);
        else http.Response.StatusCode = 500;
    }
}
