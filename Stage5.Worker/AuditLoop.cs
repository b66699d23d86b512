using Stage5.Core.Audit;

namespace Stage5.Worker;

/// <summary>Seals the audit. Every worker asks for the lease; one has it.</summary>
internal sealed class AuditLoop(AuditKeeper keeper, TimeProvider time, ILogger<AuditLoop> logger)
    : PeriodicLoop(TimeSpan.FromMilliseconds(500), time, logger)
{
    protected override Task TickAsync(CancellationToken cancellationToken) => keeper.RunAsync(cancellationToken);
}
