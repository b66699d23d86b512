using System.Reflection;

using Aspire.Hosting.Testing;

using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Stage5.LocalAspire;

/// <summary>The one builder. In tests ports are free ones and no secret is kept.</summary>
internal sealed class LocalBuilder : IDistributedApplicationTestingBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly List<Resource> _resources = [];
    private DistributedApplication? _application;

    internal LocalBuilder(string[] args, Assembly appHost, bool testing)
    {
        AppHost = appHost;
        Testing = testing;
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (!testing && UserSecrets.Of(appHost) is { } secrets)
        {
            Secrets = secrets;
            _host.Configuration.AddJsonFile(secrets.File, optional: true);
        }

        _host.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        if (!testing)
            _host.Logging.AddProvider(new ResourceConsole());
        // What the host would tell of a failed start with its stack is told in one sentence instead.
        _host.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
        Services.AddHttpClient();
        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(new ResourceNotificationService());
        Services.AddSingleton(this);
        Services.AddHostedService<Orchestrator>();
    }

    /// <summary>Set while a test runs an AppHost's entry point only to see what it describes.</summary>
    internal bool StopAtBuild { get; set; }

    internal Assembly AppHost { get; }

    internal bool Testing { get; }

    internal UserSecrets? Secrets { get; }

    internal IReadOnlyList<Resource> Resources => _resources;

    internal string AppHostDirectory => AppHost.Metadata("apphostprojectpath") ?? AppContext.BaseDirectory;

    public ConfigurationManager Configuration => _host.Configuration;

    public IServiceCollection Services => _host.Services;

    internal IResourceBuilder<T> Add<T>(T resource) where T : Resource
    {
        if (_resources.Any(other => other.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources named '{resource.Name}'.");
        _resources.Add(resource);
        return new ResourceBuilder<T>(resource);
    }

    public DistributedApplication Build()
    {
        if (StopAtBuild)
            throw new EntryPointCapture.Reached();
        return _application = new DistributedApplication(_host.Build(), _resources);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(Build());

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
}

internal static class AssemblyMetadata
{
    internal static string? Metadata(this Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == key)?.Value;
}
