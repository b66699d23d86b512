using Stage5.Core.Drafts;

namespace Stage5.Worker;

/// <summary>Has drafts processed as soon as a model can. Every worker does it; each step is done once.</summary>
internal sealed class DraftLoop(DraftReplayer drafts, TimeProvider time, ILogger<DraftLoop> logger)
    : PeriodicLoop(TimeSpan.FromSeconds(2), time, logger)
{
    protected override Task TickAsync(CancellationToken cancellationToken) =>
        drafts.ReplayAsync(cancellationToken);
}
