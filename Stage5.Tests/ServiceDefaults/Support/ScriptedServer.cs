using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>Answers the first request with the first step, the second with the second, and so on.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TestHost _host;
    private readonly ConcurrentQueue<string> _bodies;

    private ScriptedServer(TestHost host, ConcurrentQueue<string> bodies) => (_host, _bodies) = (host, bodies);

    public Uri Address => _host.Address;

    public int Requests => _bodies.Count;

    public IReadOnlyCollection<string> Bodies => _bodies;

    public static async Task<ScriptedServer> StartAsync(params RequestDelegate[] steps)
    {
        var bodies = new ConcurrentQueue<string>();
        var count = -1;
        var host = await TestHost.StartAsync(TestHost.Builder(), app => app.Run(async http =>
        {
            var step = Interlocked.Increment(ref count);
            using var reader = new StreamReader(http.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
            await steps[Math.Min(step, steps.Length - 1)](http);
        }));
        return new ScriptedServer(host, bodies);
    }

    public static RequestDelegate Status(int status, string? retryAfter = null) => http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.CompletedTask;
    };

    public static RequestDelegate Drop => http =>
    {
        http.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Answers when told to, or never.</summary>
    public static RequestDelegate After(Task gate) => http => gate.WaitAsync(http.RequestAborted);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
