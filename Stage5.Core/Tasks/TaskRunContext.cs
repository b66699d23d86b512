using Microsoft.Extensions.Logging;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>What every run of this process works with.</summary>
internal sealed record TaskRunContext(
    Store Store,
    TaskOptions Options,
    TimeProvider Time,
    Random Random,
    WorkSignals Work,
    CancelSignals Cancels,
    ReviewOptions Reviews,
    ILogger<TaskRun> Logger)
{
    public long LeaseMilliseconds => (long)Options.Lease.TotalMilliseconds;

    public long RetentionMilliseconds => (long)Options.Retention.TotalMilliseconds;

    public string NewId() => Guid.CreateVersion7(Time.GetUtcNow()).ToString();
}
