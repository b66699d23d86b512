using System.Text.Json;
using StackExchange.Redis;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Models.Answers;

/// <summary>What the store says to who looks for an answer.</summary>
/// <param name="Hit">The answer, if it stands.</param>
/// <param name="Wait">Null for who leads now; else how long the leader's lease lasts yet.</param>
internal readonly record struct AnswerEntry(CachedAnswer? Hit, TimeSpan? Wait, bool Unreadable = false);

/// <summary>Answers and who is about to give one. What these scripts write, only they read: see decision 0003.</summary>
internal sealed class AnswerStore(Store store, AnswerOptions options)
{
    private static readonly LuaScript Enter = Embedded("answer-enter");
    private static readonly LuaScript Renew = Embedded("answer-renew");
    private static readonly LuaScript Put = Embedded("answer-store");
    private static readonly LuaScript Forget = Embedded("answer-forget");
    private static readonly LuaScript Release = Embedded("answer-release");

    private long LeaseMilliseconds => (long)options.Lease.TotalMilliseconds;

    /// <summary>The store is away, did not answer, or refused: no reason for a turn to fail.</summary>
    public static bool IsAway(Exception exception) => exception is RedisException or TimeoutException;

    /// <summary>Not to be given up half-way: who was made leader and does not know keeps the others waiting.</summary>
    public async Task<AnswerEntry> EnterAsync(string tenant, AnswerKey key, string token)
    {
        var reply = (RedisResult[])(await RunAsync(Enter, tenant, key, token, [LeaseMilliseconds]))!;
        if (reply.Length == 0) return default;
        if ((string?)reply[0] == "wait") return new(null, TimeSpan.FromMilliseconds((long)reply[1]));
        try
        {
            return new(JsonSerializer.Deserialize((string)reply[1]!, AnswerJson.Default.CachedAnswer), null);
        }
        catch (JsonException)
        {
            // Another version's: the model is asked, and its answer replaces it.
            return new(null, null, Unreadable: true);
        }
    }

    /// <returns>False when another leads by now, or nobody.</returns>
    public async Task<bool> RenewAsync(string tenant, AnswerKey key, string token) =>
        (bool)await RunAsync(Renew, tenant, key, token, [LeaseMilliseconds]);

    /// <summary>Puts the answer, ends the lead and tells who waits, at once.</summary>
    public Task PutAsync(string tenant, AnswerKey key, string token, CachedAnswer answer, CancellationToken ct) =>
        RunAsync(Put, tenant, key, token,
        [
            (long)options.Lifetime.TotalMilliseconds, JsonSerializer.Serialize(answer, AnswerJson.Default.CachedAnswer),
        ], ct);

    public Task ForgetAsync(string tenant, AnswerKey key) => RunAsync(Forget, tenant, key, token: "", []);

    public Task ReleaseAsync(string tenant, AnswerKey key, string token) => RunAsync(Release, tenant, key, token, []);

    private Task<RedisResult> RunAsync(
        LuaScript script, string tenant, AnswerKey key, string token, RedisValue[] more, CancellationToken ct = default) =>
        store.RunAsync(script, [Keys.Root(tenant)], [key.Value, token, .. more], ct);

    private static LuaScript Embedded(string name) => LuaScript.Embedded(name, "clock", "answer-prelude");
}
