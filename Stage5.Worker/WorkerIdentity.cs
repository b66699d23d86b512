namespace Stage5.Worker;

/// <summary>This process among the workers: unlike every other, past ones included.</summary>
internal sealed class WorkerIdentity
{
    public string Id { get; } = $"worker-{Environment.ProcessId}-{Guid.CreateVersion7():N}"[..24];
}
