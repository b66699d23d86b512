using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Drafts;

/// <summary>A draft that this worker has to itself until its lease ends.</summary>
/// <param name="Token">Fences what it writes: nothing of a claim that was lost is written.</param>
/// <param name="Now">The store's time.</param>
internal sealed record DraftClaim(Draft Draft, string Token, DateTimeOffset Now);

/// <summary>What workers do with drafts, each a script.</summary>
internal sealed class DraftClaims(Store store, DraftOptions options)
{
    private const int AtOnce = 20;

    private static readonly LuaScript ClaimScript = DraftStore.Embedded("draft-claim");
    private static readonly LuaScript StartScript = DraftStore.Embedded("draft-start");
    private static readonly LuaScript StepScript =
        LuaScript.Embedded("draft-step", "clock", AuditScripts.Prelude, "draft-prelude");

    private long LeaseMilliseconds => (long)options.Lease.TotalMilliseconds;

    /// <summary>Some of the drafts that are due.</summary>
    public async Task<IReadOnlyList<DraftClaim>> ClaimAsync(string tenant, CancellationToken ct)
    {
        var token = Guid.NewGuid().ToString("N");
        var reply = (RedisResult[])(await RunAsync(ClaimScript, tenant, [token, LeaseMilliseconds, AtOnce], ct))!;
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]);
        return [.. reply.Skip(1)
            .Select(draft => new DraftClaim(DraftRecordReader.Read(tenant, draft)!, token, now))];
    }

    /// <summary>Writes down which task the draft will be, before that is made.</summary>
    /// <returns>False when the claim was lost.</returns>
    public Task<bool> StartAsync(DraftClaim claim, string taskId, CancellationToken ct) =>
        RunAsync(StartScript, claim, [LeaseMilliseconds, taskId], ct);

    /// <summary>The draft's task is made, or not yet done.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<bool> FollowAsync(DraftClaim claim, CancellationToken ct) =>
        StepAsync(claim, "processing", options.Follow, null, null, ct);

    /// <summary>Not now: another attempt after a while.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<bool> PutOffAsync(DraftClaim claim, TimeSpan delay, TaskError reason, CancellationToken ct) =>
        StepAsync(claim, "pending", delay, reason, null, ct);

    /// <inheritdoc cref="StartAsync"/>
    public Task<bool> CompleteAsync(DraftClaim claim, CancellationToken ct) =>
        StepAsync(claim, "completed", TimeSpan.Zero, null, null, ct);

    /// <param name="late">It fails because its time is over, and is shown a while yet.</param>
    /// <inheritdoc cref="StartAsync"/>
    public Task<bool> FailAsync(DraftClaim claim, TaskError reason, bool late, CancellationToken ct) =>
        StepAsync(claim, "failed", TimeSpan.Zero, reason, late ? options.Shown : null, ct);

    /// <summary>For one that its owner threw away.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<bool> ForgetAsync(DraftClaim claim, CancellationToken ct) =>
        StepAsync(claim, "deleted", TimeSpan.Zero, null, null, ct);

    private Task<bool> StepAsync(
        DraftClaim claim, string state, TimeSpan due, TaskError? reason, TimeSpan? shown, CancellationToken ct) =>
        RunAsync(StepScript, claim,
        [
            state, (long)due.TotalMilliseconds,
            reason is null ? "" : JsonSerializer.Serialize(reason, ContractsJson.Default.TaskError),
            shown is { } time ? (long)time.TotalMilliseconds : RedisValue.EmptyString,
        ], ct);

    private async Task<bool> RunAsync(
        LuaScript script, DraftClaim claim, RedisValue[] more, CancellationToken ct) =>
        (bool)await RunAsync(script, claim.Draft.Tenant, [claim.Draft.DraftId, claim.Token, .. more], ct);

    private Task<RedisResult> RunAsync(LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        store.RunAsync(script, [Keys.Root(tenant)], args, ct);
}
