using Aspire.Hosting.Testing;

using Stage5.LocalAspire;

namespace Aspire.Hosting;

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    IServiceCollection Services { get; }

    DistributedApplication Build();
}

/// <summary>The system as described, ready to run: its processes live as long as this object runs.</summary>
public class DistributedApplication : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _disposed;

    internal DistributedApplication(IHost host, IReadOnlyList<Resource> resources) =>
        (_host, Resources) = (host, resources);

    public ResourceNotificationService ResourceNotifications =>
        Services.GetRequiredService<ResourceNotificationService>();

    internal IServiceProvider Services => _host.Services;

    internal IReadOnlyList<Resource> Resources { get; }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => EntryPointCapture.Builder(args);

    /// <summary>Runs until SIGINT or SIGTERM, then stops every process in reverse order.</summary>
    /// <remarks>Why a system cannot start is one line, and <see cref="Environment.ExitCode"/> is 1.</remarks>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await StartAsync(cancellationToken);
            await _host.WaitForShutdownAsync(cancellationToken);
        }
        catch (DistributedApplicationException error)
        {
            Services.GetRequiredService<ILogger<DistributedApplication>>().CannotStart(error.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Starts the processes; it does not wait until they are healthy.</summary>
    /// <exception cref="DistributedApplicationException">A port is taken, or a program is missing.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) =>
        _host.StartAsync(cancellationToken);

    public virtual Task StopAsync(CancellationToken cancellationToken = default) =>
        _host.StopAsync(cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_disposed)
            return;
        _disposed = true;
        await _host.StopAsync();
        ResourceNotifications.Close();
        _host.Dispose();
    }
}
