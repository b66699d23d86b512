using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>Task records of every tenant: made, found, listed, cancelled.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away, and
/// <see cref="ArgumentException"/> for a tenant's name that is not valid.
/// </remarks>
public sealed class TaskStore
{
    public const int LongestPage = 100;

    /// <summary>Characters of a text that a list holds.</summary>
    public const int BriefLength = 160;

    /// <summary>How long an idempotency key names its task.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(1);

    private readonly TaskRunContext _context;
    private readonly Store _store;

    internal TaskStore(TaskRunContext context)
    {
        _context = context;
        _store = context.Store;
    }

    /// <summary>
    /// Stores a task and puts it at the end of its lane. One whose id was given and is taken stays as it is.
    /// </summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public async Task<TaskRecord> EnqueueAsync(TaskSpec spec, CancellationToken ct = default)
    {
        var task = await CreateAsync(spec, run: "", ct);
        await _context.Work.NotifyAsync(spec.Tenant);
        return task;
    }

    /// <summary>
    /// Stores a task that this process runs itself while its caller waits. If the process dies, the task ends as
    /// failed with the code <c>interrupted</c>.
    /// </summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public async Task<TaskRun> StartInlineAsync(TaskSpec spec, CancellationToken ct = default)
    {
        await _context.Cancels.SubscribeAsync(ct);
        var claimed = _context.Time.GetTimestamp();
        return new TaskRun(_context, await CreateAsync(spec, _context.NewId(), ct), claimed);
    }

    /// <returns>Null when the tenant has no such task (any more).</returns>
    public async Task<TaskRecord?> FindAsync(string tenant, string taskId, CancellationToken ct = default)
    {
        RedisKey[] keys = [Keys.Root(tenant)];
        return IsTaskId(taskId)
            ? TaskRecordReader.Read(tenant, await _store.RunAsync(TaskScripts.Find, keys, [taskId], ct))
            : null;
    }

    /// <summary>Newest first; results are left out.</summary>
    /// <param name="user">Null lists the whole tenant.</param>
    /// <param name="limit">1 to <see cref="LongestPage"/>.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="ArgumentException">The cursor is not one that this method gave out.</exception>
    public async Task<(IReadOnlyList<TaskRecord> Tasks, string? NextCursor)> ListAsync(
        string tenant, string? user, int limit, string? cursor, CancellationToken ct = default)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        var (created, id) = ParseCursor(cursor);
        RedisValue[] args = [user ?? "", limit + 1, created, id];
        var reply = ((RedisResult[]?)await _store.RunAsync(TaskScripts.List, [Keys.Root(tenant)], args, ct))!;
        var tasks = reply.Take(limit).Select(r => TaskRecordReader.Read(tenant, r)!).ToList();
        return (tasks, reply.Length > limit ? CursorAfter(tasks[^1]) : null);
    }

    /// <summary>Cancels a task that has not started, or awaits its review; tells a running one to stop.</summary>
    public async Task<CancelOutcome> CancelAsync(string tenant, string taskId, CancellationToken ct = default)
    {
        RedisKey[] keys = [Keys.Root(tenant)];
        if (!IsTaskId(taskId))
            return CancelOutcome.NotFound;
        RedisValue[] args =
        [
            taskId, _context.RetentionMilliseconds, TerminalPayloads.CancelledJson,
            (long)_context.Reviews.Retention.TotalMilliseconds,
        ];
        var outcome = (string?)await _store.RunAsync(TaskScripts.Cancel, keys, args, ct);
        return Enum.Parse<CancelOutcome>(outcome!, ignoreCase: true);
    }

    /// <summary>The tenant's queue now.</summary>
    public async Task<QueueStatus> QueueStatusAsync(string tenant, CancellationToken ct = default)
    {
        RedisKey[] keys = [Keys.Root(tenant)];
        var counts = ((long[]?)await _store.RunAsync(TaskScripts.Counts, keys, [], ct))!;
        return new QueueStatus(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    internal static bool IsTaskId(string taskId) => Guid.TryParseExact(taskId, "D", out _);

    private async Task<TaskRecord> CreateAsync(TaskSpec spec, string run, CancellationToken ct)
    {
        RedisKey[] keys = [Keys.Root(spec.Tenant)];
        RedisValue[] args =
        [
            spec.TaskId ?? _context.NewId(),
            spec.User,
            spec.Request.Kind,
            spec.Request.Lane ?? Lanes.Live,
            JsonSerializer.Serialize(spec.Request, ContractsJson.Default.TaskRequest),
            spec.TraceParent ?? "",
            run,
            _context.LeaseMilliseconds,
            JsonSerializer.Serialize(Brief(spec.Request), ContractsJson.Default.TaskRequest),
            spec.Key,
            .. Once(spec),
            AuditJson.Of(spec.Actor ?? new AuditActor(spec.User, "token", spec.Key)),
            new JsonObject { ["kind"] = spec.Request.Kind, ["lane"] = spec.Request.Lane ?? Lanes.Live }.ToJsonString(),
            spec.Fingerprint ?? "",
        ];
        // First of all, so that no task is ever out of the sweep's and the reaper's sight, nor its records of the sealer's.
        await _store.InTimeAsync(_store.Database.SetAddAsync(Keys.Tenants, spec.Tenant), ct);
        ct.ThrowIfCancellationRequested();
        // From here on not cancelled: a task that the store made and nobody heard of would run on its own.
        var reply = (RedisResult[])(await _store.RunAsync(TaskScripts.Create, keys, args, CancellationToken.None))!;
        var task = TaskRecordReader.Read(spec.Tenant, reply[1])!;
        return (string?)reply[0] == "made" ? task : throw new AlreadyAskedException(task, (string?)reply[0] == "same");
    }

    // Neither the key nor the request stands in the store by its words.
    private static RedisValue[] Once(TaskSpec spec) => spec.IdempotencyKey is null
        ? ["", "", ""]
        :
        [
            Hash($"{spec.User}\n{spec.IdempotencyKey}"),
            Hash(JsonSerializer.Serialize(spec.Asked ?? spec.Request, ContractsJson.Default.TaskRequest)),
            (long)RememberedFor.TotalMilliseconds,
        ];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // What a list shows of a request: a page of long texts is megabytes that nobody reads.
    private static TaskRequest Brief(TaskRequest request) =>
        request with
        {
            Text = Start(request.EditedText ?? request.Text),
            EditedText = null,
            Context = null,
            GlossaryDecisions = null,
        };

    private static string Start(string text) => text.Length <= BriefLength ? text : text[..BriefLength];

    private static string CursorAfter(TaskRecord task) =>
        string.Create(CultureInfo.InvariantCulture, $"{task.CreatedAt.ToUnixTimeMilliseconds()}_{task.TaskId}");

    private static (string Created, string Id) ParseCursor(string? cursor)
    {
        if (cursor is null)
            return ("", "");
        var parts = cursor.Split('_');
        return parts is [var created, var id] && IsTaskId(id)
            && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (created, id)
            : throw new ArgumentException("The cursor is not one of this list.", nameof(cursor));
    }
}
