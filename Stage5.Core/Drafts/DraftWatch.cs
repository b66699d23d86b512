using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Drafts;

/// <summary>A draft as it is now, one that is gone, or (both null) a heartbeat.</summary>
public readonly record struct DraftChange(Draft? Updated, string? Deleted);

/// <summary>Tells a person how their drafts go.</summary>
public sealed class DraftWatch
{
    private readonly Store _store;
    private readonly DraftStore _drafts;
    private readonly TimeProvider _time;

    internal DraftWatch(Store store, DraftStore drafts, TimeProvider time) =>
        (_store, _drafts, _time) = (store, drafts, time);

    /// <summary>
    /// Every draft as it is now, the oldest first, then what changes; a heartbeat whenever so much time passed
    /// without. What is published only says that something changed, and with each heartbeat it is looked for
    /// anyway: a message that is lost comes late and not never.
    /// </summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async IAsyncEnumerable<DraftChange> WatchAsync(
        string tenant, string user, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var told = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var channel = Keys.DraftsChannel(tenant, user);
        Action<RedisChannel, RedisValue> heard = (_, _) => told.Writer.TryWrite(true);
        // Listened to before the list is read, so that nothing falls between the two.
        await _store.InTimeAsync(_store.Subscriber.SubscribeAsync(channel, heard), ct);
        try
        {
            var known = new Dictionary<string, Draft>(StringComparer.Ordinal);
            for (var quiet = false; ; quiet = !await ToldAsync(told.Reader, heartbeat, ct))
            {
                foreach (var change in await LookAsync(tenant, user, known, ct))
                {
                    quiet = false;
                    yield return change;
                }

                if (quiet) yield return default;
            }
        }
        finally
        {
            await LeaveAsync(channel, heard);
        }
    }

    private async Task<List<DraftChange>> LookAsync(
        string tenant, string user, Dictionary<string, Draft> known, CancellationToken ct)
    {
        var drafts = await _drafts.ListAsync(tenant, user, ct);
        var gone = known.Keys.Except(drafts.Select(draft => draft.DraftId), StringComparer.Ordinal).ToArray();
        var changes = gone.Select(id => new DraftChange(null, id)).ToList();
        foreach (var id in gone) known.Remove(id);
        foreach (var draft in drafts.Reverse())
        {
            if (known.GetValueOrDefault(draft.DraftId) is { } before
                && (before.State, before.UpdatedAt, before.Attempts) == (draft.State, draft.UpdatedAt,
                    draft.Attempts))
                continue;
            known[draft.DraftId] = draft;
            changes.Add(new DraftChange(draft, null));
        }

        return changes;
    }

    private async Task<bool> ToldAsync(ChannelReader<bool> told, TimeSpan heartbeat, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(heartbeat, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await told.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task LeaveAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard)
    {
        try
        {
            await _store.InTimeAsync(_store.Subscriber.UnsubscribeAsync(channel, heard));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // A connection that is gone hears nothing.
        }
    }
}
