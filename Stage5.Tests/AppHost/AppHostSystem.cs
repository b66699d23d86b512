using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

using Stage5.AppHost;

namespace Stage5.Tests.AppHost;

/// <summary>
/// The whole system of AppHost.cs: real processes, free ports, data and keys that nobody else has.
/// </summary>
internal sealed class AppHostSystem : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly IDistributedApplicationTestingBuilder _builder;

    private AppHostSystem(
        DirectoryInfo data, IDistributedApplicationTestingBuilder builder, string developmentKey) =>
        (_data, _builder, DevelopmentKey) = (data, builder, developmentKey);

    internal DistributedApplication Application { get; private set; } = null!;

    /// <summary>Signs what the system's own token command would sign.</summary>
    internal string DevelopmentKey { get; }

    /// <param name="prepare">
    /// Adds to a resource what the test needs, for instance
    /// <c>builder.CreateResourceBuilder&lt;ProjectResource&gt;("api").WithEnvironment(…)</c>.
    /// </param>
    /// <param name="args">Configuration of the AppHost, for instance <c>--Stage5Store=garnet</c>.</param>
    internal static async Task<AppHostSystem> StartAsync(
        CancellationToken cancel,
        Action<IDistributedApplicationTestingBuilder>? prepare = null, params string[] args)
    {
        var data = Directory.CreateTempSubdirectory("stage5-system-");
        var key = new DevelopmentKey().GetDefaultValue();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Stage5_AppHost>(
            [$"--Stage5:Data={data.FullName}", $"--Parameters:development-key={key}",
                $"--Parameters:audit-key={new DevelopmentKey().GetDefaultValue()}", .. args], cancel);
        prepare?.Invoke(builder);
        var system = new AppHostSystem(data, builder, key) { Application = await builder.BuildAsync(cancel) };
        await system.Application.StartAsync(cancel);
        return system;
    }

    internal string Token(string role, string tenant, string user, DateTimeOffset now) =>
        new DevelopmentToken(user, tenant, role, TimeSpan.FromHours(1)).Sign(DevelopmentKey, now);

    /// <summary>The processes of a resource that run at this moment, by resource id.</summary>
    internal async Task<IReadOnlyDictionary<string, int>> ProcessIdsAsync(
        string resource, int count, CancellationToken cancel)
    {
        var running = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var change in Application.ResourceNotifications.WatchAsync(cancel))
        {
            if (change.Resource.Name != resource)
                continue;
            running.Remove(change.ResourceId);
            if (change.Snapshot.State?.Text == KnownResourceStates.Running
                && change.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is int id)
                running[change.ResourceId] = id;
            if (running.Count == count)
                break;
        }

        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await _builder.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
