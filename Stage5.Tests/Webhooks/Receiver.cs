using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

/// <summary>A call that arrived.</summary>
internal sealed record Arrived(
    string Path, WebhookHeaders Headers, byte[] Body, IReadOnlyDictionary<string, string> All);

/// <summary>A receiver of webhooks on loopback that answers as the test says; 204 if it says nothing.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<Arrived> Calls { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = static http =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public Uri Url => new(new Uri(_app.Urls.First()), "/hook?of=test");

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public void Says(int status, string? retryAfter = null) => Answer = http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers;
        Calls.Enqueue(new Arrived(
            http.Request.Path + http.Request.QueryString, new WebhookHeaders(headers[StandardWebhook.IdHeader],
                headers[StandardWebhook.TimestampHeader], headers[StandardWebhook.SignatureHeader]),
            body.ToArray(), headers.ToDictionary(one => one.Key, one => one.Value.ToString())));
        await Answer(http);
    }
}
