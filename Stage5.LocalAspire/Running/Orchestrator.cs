namespace Stage5.LocalAspire;

/// <summary>
/// Starts every resource when what it waits for is healthy, watches it, and stops all in reverse order.
/// </summary>
internal sealed class Orchestrator(
    LocalBuilder model, ResourceNotificationService notifications, IHttpClientFactory clients,
    TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = loggers.CreateLogger<Orchestrator>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HealthProbe _probe = new(clients);
    private readonly Launcher _launcher = new(model);
    private readonly List<Replica> _replicas = [];
    private Watchdog? _watchdog;
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new DistributedApplicationException(
                "LocalAspire runs on Linux (and, untested, macOS). Build with -p:UseAspire=true on Windows.");
        // All that can be known to fail fails before the first process starts.
        foreach (var resource in model.Resources)
        {
            Launcher.Allocate(resource);
            _replicas.AddRange(Enumerable.Range(0, resource.Replicas).Select(i => new Replica(resource, i)));
        }

        foreach (var replica in _replicas)
            replica.Launch = await _launcher.PlanAsync(replica, cancellationToken);
        _replicas.ForEach(replica => Publish(replica, KnownResourceStates.Waiting));
        _watchdog = new Watchdog();
        _running = Task.WhenAll([.. model.Resources.Select(RunAsync), ReportAsync()]);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        foreach (var resource in model.Resources.Reverse())
        {
            var processes = Of(resource).Select(replica => replica.Process).OfType<ResourceProcess>().ToList();
            await Task.WhenAll(processes.Select(process => process.StopAsync(Grace, time)));
            if (processes.Count > 0)
                _log.Stopped(resource.Name);
        }

        await _running;
    }

    public void Dispose()
    {
        _watchdog?.Dispose();
        _launcher.Dispose();
        _stopping.Dispose();
    }

    private IEnumerable<Replica> Of(Resource resource) => _replicas.Where(replica => replica.Resource == resource);

    private async Task RunAsync(Resource resource)
    {
        try
        {
            foreach (var other in resource.WaitsFor.SelectMany(Of))
                await notifications.WaitForResourceHealthyAsync(other.Id, _stopping.Token);
        }
        catch (Exception reason) when (reason is DistributedApplicationException or OperationCanceledException)
        {
            if (!_stopping.IsCancellationRequested)
                _log.NotStarted(resource.Name, reason.Message);
            foreach (var replica in Of(resource))
                Publish(replica, KnownResourceStates.FailedToStart);
            return;
        }

        await Task.WhenAll([.. Of(resource).Select(RunAsync), BecomeReadyAsync(resource)]);
    }

    private async Task RunAsync(Replica replica)
    {
        if (replica.Launch is not { } launch)
        {
            Publish(replica, KnownResourceStates.Running, s => s with { HealthStatus = HealthStatus.Healthy });
            return;
        }

        Publish(replica, KnownResourceStates.Starting);
        var output = loggers.CreateLogger(ResourceConsole.Category(replica.Resource.Name));
        using var process = replica.Process = ResourceProcess.Start(launch, _watchdog!, output);
        _log.Started(replica.Id, process.Id, launch.File);
        Publish(replica, KnownResourceStates.Running, s => s with
        {
            Properties = [new ResourcePropertySnapshot("executable.pid", process.Id)],
            HealthStatus = HealthStatus.Unhealthy,
        });

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var probing = ProbeAsync(replica, ended.Token);
        var code = await process.WaitForExitAsync(time);
        await ended.CancelAsync();
        await probing;
        _watchdog!.Remove(process.Id);
        if (!_stopping.IsCancellationRequested)
            _log.Exited(replica.Id, code);
        Publish(replica, KnownResourceStates.Exited, s => s with { ExitCode = code, HealthStatus = null });
    }

    private async Task ProbeAsync(Replica replica, CancellationToken cancel)
    {
        var healthy = false;
        try
        {
            while (true)
            {
                var problem = await _probe.ProblemAsync(replica, cancel);
                if (healthy != problem is null)
                {
                    healthy = !healthy;
                    if (healthy)
                        _log.Healthy(replica.Id);
                    else
                        _log.Unhealthy(replica.Id, problem!);
                    var status = healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy;
                    Publish(replica, KnownResourceStates.Running, s => s with { HealthStatus = status });
                }

                await Task.Delay(TimeSpan.FromMilliseconds(healthy ? 2000 : 100), time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process ended, or everything stops.
        }
    }

    private async Task BecomeReadyAsync(Resource resource)
    {
        try
        {
            foreach (var replica in Of(resource))
            {
                var state = await notifications.WaitForResourceAsync(
                    replica.Id, e => e.Snapshot.Terminal || e.Snapshot.Healthy, _stopping.Token);
                if (state.Snapshot.Terminal)
                    return;
            }

            foreach (var callback in resource.WhenReady)
                await callback(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever a callback of the AppHost throws is told, and the system runs on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _log.ReadyFailed(error, resource.Name);
        }

        foreach (var replica in Of(resource))
            notifications.Publish(resource, replica.Id, s => s with { Ready = true });
    }

    /// <summary>The table of addresses, once every resource is ready or has failed.</summary>
    private async Task ReportAsync()
    {
        try
        {
            var rows = new List<string> { $"{"Resource",-12} {"State",-24} URL" };
            foreach (var replica in _replicas)
            {
                var state = await notifications.WaitForResourceAsync(
                    replica.Id, e => e.Snapshot.Terminal || e.Snapshot.Ready, _stopping.Token);
                rows.Add($"{replica.Id,-12} {state.Describe(),-24} {replica.Address}");
            }

            _log.Settled(string.Join('\n', rows));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before everything had started.
        }
    }

    private void Publish(
        Replica replica, string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null) =>
        notifications.Publish(replica.Resource, replica.Id, s =>
            (change?.Invoke(s) ?? s) with { State = new ResourceStateSnapshot(state) });
}
