using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Webhooks;

/// <summary>
/// Which callbacks were taken, for as long as their signature may count: twice the tolerance. Asked only once a
/// signature was right, so that strangers fill nothing.
/// </summary>
/// <remarks>Kept by plain commands alone: no script reads it.</remarks>
public sealed class CallbackReplays(Store store)
{
    /// <summary>How long an id is held that nothing came of, when whoever took it ended without a word.</summary>
    public static readonly TimeSpan LongestTaking = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Remembered = StandardWebhook.Tolerance * 2;
    private static readonly RedisValue Taking = "taking";

    /// <summary>Takes the id for now: <see cref="KeepAsync"/> or <see cref="ForgetAsync"/> follows.</summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer; it may have been taken.</exception>
    public async Task<ReplayVerdict> TakeAsync(string tenant, string source, string id, CancellationToken ct)
    {
        var key = Key(tenant, source, id);
        if (await store.InTimeAsync(store.Database.StringSetAsync(key, Taking, LongestTaking, When.NotExists), ct))
            return ReplayVerdict.New;
        var held = await store.InTimeAsync(store.Database.StringGetAsync(key), ct);
        // What was let go meanwhile is for the next attempt.
        return held.IsNull || held == Taking ? ReplayVerdict.UnderWay : ReplayVerdict.Taken;
    }

    /// <summary>It had its effect: for as long as its signature may count it is not taken again.</summary>
    public Task KeepAsync(string tenant, string source, string id) => store.InTimeAsync(
        store.Database.StringSetAsync(Key(tenant, source, id), "taken", Remembered), CancellationToken.None);

    /// <summary>It came to nothing: its sender may send it again.</summary>
    public Task ForgetAsync(string tenant, string source, string id) =>
        store.InTimeAsync(store.Database.KeyDeleteAsync(Key(tenant, source, id)), CancellationToken.None);

    private static RedisKey Key(string tenant, string source, string id) =>
        $"{Keys.Root(tenant)}:callback:{source}:{CallbackSources.Fingerprint(id)}";
}

/// <summary>Whether a callback may be taken.</summary>
public enum ReplayVerdict
{
    /// <summary>It is the first of its id.</summary>
    New,

    /// <summary>Another delivery of it is being taken; what comes of that is not known yet.</summary>
    UnderWay,

    /// <summary>It was taken before.</summary>
    Taken,
}
