using System.Runtime.CompilerServices;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>What one read of a log came to.</summary>
/// <param name="Items">In order; a gap where something is missing.</param>
/// <param name="Upto">All before and with it has been looked at.</param>
/// <param name="More">There may be more by now.</param>
/// <param name="Ended">Nothing more will come.</param>
internal sealed record LogPage(IReadOnlyList<TaskEventItem> Items, long Upto, bool More, bool Ended);

/// <summary>
/// Follows a log for one viewer: what it has not seen is read from the store, a page at a time, for as long as the
/// viewer likes; from there on it gets what is published, and is let go when it is further behind than is kept for it.
/// </summary>
internal sealed class FollowedLog(TimeProvider time)
{
    /// <summary>Reads what comes after a position.</summary>
    public required Func<long, CancellationToken, Task<LogPage>> Read { get; init; }

    /// <summary>Whether this viewer is shown it.</summary>
    public Func<TaskEventItem, bool> Shows { get; init; } = static _ => true;

    /// <summary>Whether nothing comes after it.</summary>
    public Func<TaskEventItem, bool> IsLast { get; init; } = static _ => false;

    /// <param name="viewer">Joined before, so that nothing falls between what is read and what is published.</param>
    public async IAsyncEnumerable<TaskEventItem> FollowAsync(
        ChannelHub<TaskEventItem>.Viewer viewer, long after, TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var last = after;
        while (true)
        {
            LogPage page;
            bool behind;
            do
            {
                // What was published so far is in the log, which is read now: who reads from there is not too slow.
                viewer.Forget();
                page = await Read(last, ct);
                behind = viewer.Overflowed;
                foreach (var item in page.Items)
                {
                    yield return item;
                    last = item.Sequence;
                    if (IsLast(item))
                        yield break;
                }
                last = page.Upto;
            }
            while (page.More || behind);
            if (page.Ended)
                yield break;

            var missing = false;
            while (!missing)
            {
                if (viewer.Overflowed)
                {
                    yield return TaskEventItem.TooSlow(last);
                    yield break;
                }
                if (viewer.Items.TryRead(out var item))
                {
                    missing = item.Sequence > last + 1;
                    if (item.Sequence != last + 1)
                        continue;
                    last = item.Sequence;
                    if (!Shows(item))
                        continue;
                    yield return item;
                    if (IsLast(item))
                        yield break;
                }
                else if (!await viewer.WaitAsync(heartbeat, time, ct))
                {
                    yield return TaskEventItem.Heartbeat(last);
                    break;
                }
            }
        }
    }
}
