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
    private static readonly TimeSpan Remembered = StandardWebhook.Tolerance * 2;

    /// <returns>False when it was taken before.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public Task<bool> TryTakeAsync(string tenant, string source, string id, CancellationToken ct) => store.InTimeAsync(
        store.Database.StringSetAsync(Key(tenant, source, id), "taken", Remembered, When.NotExists), ct);

    /// <summary>It came to nothing: its sender may send it again.</summary>
    public Task ForgetAsync(string tenant, string source, string id) =>
        store.InTimeAsync(store.Database.KeyDeleteAsync(Key(tenant, source, id)), CancellationToken.None);

    private static RedisKey Key(string tenant, string source, string id) =>
        $"{Keys.Root(tenant)}:callback:{source}:{CallbackSources.Fingerprint(id)}";
}
