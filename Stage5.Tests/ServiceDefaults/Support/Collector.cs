using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>An OTLP/HTTP receiver that keeps what arrives. Texts are plain UTF-8 in protobuf.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Text)> _received = [];
    private TestHost? _host;

    public (string, string)[] Settings(string service) =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _host.ShouldNotBeNull().Address.ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_SERVICE_NAME", service),
    ];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        collector._host = await TestHost.StartAsync(TestHost.Builder(), app => app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            collector._received.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
            http.Response.ContentType = "application/x-protobuf";
        }));
        return collector;
    }

    /// <summary>Everything that came for <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public string Text(string signal) =>
        string.Concat(_received.Where(one => one.Path == "/v1/" + signal).Select(one => one.Text));

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
