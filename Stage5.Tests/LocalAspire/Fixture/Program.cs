using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

using Aspire.Hosting;

using Stage5.Tests.Fixture;

// "host": describes and runs a system of a store and this very program. Otherwise: the program that is run.
if (args is ["host", .. var options])
    return await HostAsync(options);

using var ignored = Environment.GetEnvironmentVariable("FIXTURE_IGNORES_SIGTERM") is null
    ? null
    : PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
var app = WebApplication.CreateBuilder().Build();
var gate = Environment.GetEnvironmentVariable("FIXTURE_GATE");
app.MapGet("/health", () => gate is null || File.Exists(gate) ? Results.Ok() : Results.StatusCode(503));
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value));
app.MapPost("/exit/{code:int}", (int code) => Environment.Exit(code));
app.Lifetime.ApplicationStopped.Register(() => Console.WriteLine("stopped in order"));
if (Environment.GetEnvironmentVariable("FIXTURE_IGNORES_SIGTERM") is not null)
{
    await app.StartAsync();
    await Task.Delay(Timeout.Infinite);
}

await app.RunAsync();
return 0;

static async Task<int> HostAsync(string[] options)
{
    var builder = DistributedApplication.CreateBuilder(options);
    var cache = builder.AddRedis("cache").WithDataBindMount(builder.Configuration["data"]!);
    var first = builder.AddProject<Itself>("first")
        .WithReference(cache).WaitFor(cache)
        .WithHttpEndpoint(
            builder.Configuration["port"] is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : null)
        .WithHttpHealthCheck("/health");
    builder.AddProject<Itself>("second")
        .WaitFor(first).WithHttpEndpoint().WithHttpHealthCheck("/health").WithReplicas(2);
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
