using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceStates
{
    public static readonly string Waiting = nameof(Waiting);
    public static readonly string Starting = nameof(Starting);
    public static readonly string Running = nameof(Running);
    public static readonly string Exited = nameof(Exited);
    public static readonly string FailedToStart = nameof(FailedToStart);

    public static readonly IReadOnlyList<string> TerminalStates = [Exited, FailedToStart];
}

public sealed record ResourceStateSnapshot
{
    internal ResourceStateSnapshot(string text) => Text = text;

    public string Text { get; }
}

public sealed record ResourcePropertySnapshot
{
    internal ResourcePropertySnapshot(string name, object? value) => (Name, Value) = (name, value);

    public string Name { get; }

    public object? Value { get; }
}

public sealed record CustomResourceSnapshot
{
    internal CustomResourceSnapshot() { }

    /// <summary>Holds <c>executable.pid</c> (an <see cref="int"/>) while and after a process runs.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; internal init; } = [];

    public ResourceStateSnapshot? State { get; internal init; }

    public HealthStatus? HealthStatus { get; internal init; }

    public int? ExitCode { get; internal init; }

    /// <summary>Every replica is healthy and the callbacks of OnResourceReady have run.</summary>
    internal bool Ready { get; init; }

    internal bool Terminal => KnownResourceStates.TerminalStates.Contains(State?.Text ?? "");

    internal bool Healthy => HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
}

public class ResourceEvent
{
    internal ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot) =>
        (Resource, ResourceId, Snapshot) = (resource, resourceId, snapshot);

    public IResource Resource { get; }

    /// <summary>The name of the resource, followed by the replica's own part where there are several.</summary>
    public string ResourceId { get; }

    public CustomResourceSnapshot Snapshot { get; }
}
