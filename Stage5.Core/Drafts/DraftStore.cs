using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Drafts;

/// <summary>
/// Drafts of one person: saved, found, listed, thrown away. Another person's do not exist for them.
/// </summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away. What
/// these scripts write, only they read: see decision 0003.
/// </remarks>
public sealed class DraftStore
{
    private static readonly LuaScript SaveScript = Embedded("draft-save");
    private static readonly LuaScript FindScript = Embedded("draft-find");
    private static readonly LuaScript ListScript = Embedded("draft-list");
    private static readonly LuaScript DeleteScript = Embedded("draft-delete");

    private readonly Store _store;
    private readonly DraftOptions _options;
    private readonly TimeProvider _time;

    internal DraftStore(Store store, DraftOptions options, TimeProvider time) =>
        (_store, _options, _time) = (store, options, time);

    /// <summary>Drafts a person may have.</summary>
    public int MostOfOne => _options.MostOfOne;

    /// <summary>Saves what the person wants done, with their consent given now.</summary>
    /// <param name="key">Id of the token or session they came with.</param>
    /// <returns>Null when they have as many drafts as allowed.</returns>
    public async Task<Draft?> SaveAsync(
        string tenant, string user, string key, TaskRequest request, CancellationToken ct = default)
    {
        RedisValue[] args =
        [
            Guid.CreateVersion7(_time.GetUtcNow()).ToString(), user, key,
            JsonSerializer.Serialize(request, ContractsJson.Default.TaskRequest),
            JsonSerializer.Serialize(DraftBrief.Of(request), DraftJson.Default.DraftBrief),
            (long)_options.Kept.TotalMilliseconds, (long)_options.Shown.TotalMilliseconds, _options.MostOfOne,
        ];
        // First of all, so that no draft is ever out of the workers' sight.
        await _store.InTimeAsync(_store.Database.SetAddAsync(Keys.Tenants, tenant), ct);
        return DraftRecordReader.Read(tenant, await RunAsync(SaveScript, tenant, args, ct));
    }

    public async Task<Draft?> FindAsync(
        string tenant, string user, string draftId, CancellationToken ct = default) =>
        IsId(draftId)
            ? DraftRecordReader.Read(tenant, await RunAsync(FindScript, tenant, [draftId, user], ct))
            : null;

    /// <summary>Newest first, without what they ask for.</summary>
    public async Task<IReadOnlyList<Draft>> ListAsync(string tenant, string user, CancellationToken ct = default)
    {
        var replies = (RedisResult[])(await RunAsync(ListScript, tenant, [user], ct))!;
        return [.. replies.Select(reply => DraftRecordReader.Read(tenant, reply)!)];
    }

    /// <summary>Throws the draft away.</summary>
    /// <returns>
    /// Null when the person has no such draft; else the task to be cancelled, or the empty string. A worker
    /// cancels it too, should the caller not come to it.
    /// </returns>
    public async Task<string?> DeleteAsync(
        string tenant, string user, string draftId, CancellationToken ct = default)
    {
        if (!IsId(draftId)) return null;
        var reply = (RedisResult[])(await RunAsync(DeleteScript, tenant, [draftId, user], ct))!;
        return reply.Length == 0 ? null : (string?)reply[0];
    }

    internal static LuaScript Embedded(string name) => LuaScript.Embedded(name, "clock", "draft-prelude");

    private static bool IsId(string draftId) => Guid.TryParseExact(draftId, "D", out _);

    private Task<RedisResult> RunAsync(LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        _store.RunAsync(script, [Keys.Root(tenant)], args, ct);
}
