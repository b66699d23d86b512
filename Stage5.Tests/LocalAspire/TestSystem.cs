using System.Collections.Concurrent;

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.LocalAspire;

/// <summary>A system described by a test, with the lines it logs and a folder that goes with it.</summary>
internal sealed class TestSystem : IAsyncDisposable, ILoggerProvider
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stage5-aspire-");

    internal TestSystem(params string[] args)
    {
        Builder = DistributedApplicationTestingBuilder.Create(args);
        Builder.Services.AddLogging(logging => logging.AddProvider(this));
    }

    internal IDistributedApplicationTestingBuilder Builder { get; }

    internal ConcurrentQueue<string> Lines { get; } = new();

    internal string Folder => _folder.FullName;

    internal IResourceBuilder<ProjectResource> Project(string name) =>
        Builder.AddProject<Projects.Stage5_Tests_Fixture>(name).WithHttpEndpoint().WithHttpHealthCheck("/health");

    internal async Task<DistributedApplication> StartAsync()
    {
        var application = await Builder.BuildAsync(TestContext.Current.CancellationToken);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, Lines);

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Builder.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class Recorder(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}

internal static class ResourceEventValues
{
    internal static int ProcessId(this ResourceEvent change) =>
        (int)change.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;
}
