using Microsoft.Extensions.Options;
using Stage5.Core.Recall;

namespace Stage5.Worker;

/// <summary>
/// Keeps the conversations' memory: sums up what is old, indexes what is new. Every worker does it; a conversation
/// has one at a time.
/// </summary>
internal sealed class RecallLoop(
    RecallKeeper keeper, IOptions<RecallOptions> options, TimeProvider time, ILogger<RecallLoop> logger)
    : PeriodicLoop(options.Value.Interval, time, logger)
{
    protected override Task TickAsync(CancellationToken cancellationToken) => keeper.RunAsync(cancellationToken);
}
