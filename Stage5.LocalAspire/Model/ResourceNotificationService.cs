using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of every replica of every resource, now and as it changes.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.Ordinal);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private bool _closed;

    internal ResourceNotificationService() { }

    /// <summary>The current state of every resource first, then each change, until the application ends.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watcher = Channel.CreateUnbounded<ResourceEvent>();
        lock (_lock)
        {
            foreach (var state in _current.Values)
                watcher.Writer.TryWrite(state);
            if (_closed)
                watcher.Writer.Complete();
            _watchers.Add(watcher);
        }

        try
        {
            await foreach (var change in watcher.Reader.ReadAllAsync(cancellationToken))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(watcher);
        }
    }

    /// <exception cref="OperationCanceledException">Cancelled, or the application ended first.</exception>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if ((change.Resource.Name == resourceName || change.ResourceId == resourceName) && predicate(change))
                return change;
        }

        throw new OperationCanceledException($"The application ended while '{resourceName}' was waited for.");
    }

    /// <returns>The state that was reached.</returns>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.Ordinal);
        var reached = await WaitForResourceAsync(
            resourceName, change => states.Contains(change.Snapshot.State?.Text ?? ""), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <exception cref="DistributedApplicationException">The resource ended or could not start.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, CancellationToken cancellationToken = default)
    {
        var change = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.Terminal || e.Snapshot is { Ready: true, Healthy: true },
            cancellationToken);
        return change.Snapshot.Terminal
            ? throw new DistributedApplicationException(
                $"The resource '{resourceName}' did not become healthy: {change.Describe()}.")
            : change;
    }

    internal void Publish(
        Resource resource, string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var snapshot = change(_current.GetValueOrDefault(id)?.Snapshot ?? new CustomResourceSnapshot());
            var next = _current[id] = new ResourceEvent(resource, id, snapshot);
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(next);
        }
    }

    internal IReadOnlyList<ResourceEvent> Current()
    {
        lock (_lock)
            return [.. _current.Values];
    }

    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
        }
    }
}

internal static class ResourceEventText
{
    /// <summary>One or two words for people: the health where the process runs, else the state.</summary>
    internal static string Describe(this ResourceEvent change) => change.Snapshot switch
    {
        { ExitCode: { } code } => $"{change.Snapshot.State?.Text} with code {code}",
        { State.Text: "Running", HealthStatus: { } health } => health.ToString(),
        _ => change.Snapshot.State?.Text ?? "unknown",
    };
}
