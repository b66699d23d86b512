using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>
/// Every key and channel name. A tenant's keys carry the tenant as hash tag, so one script's keys lie in one slot.
/// Scripts derive the same names from the root (<c>task-prelude.lua</c>).
/// </summary>
public static class Keys
{
    /// <summary>Set of every tenant that ever had a task; what sweeps go through.</summary>
    public static readonly RedisKey Tenants = "s5:tenants";

    /// <summary>Set of tenants with waiting work; a hint that a sweep repairs.</summary>
    public static readonly RedisKey Work = "s5:work";

    /// <summary>Hash of worker id to its last report.</summary>
    public static readonly RedisKey Workers = "s5:workers";

    /// <summary>Hash of process id to what it last measured of its models.</summary>
    public static readonly RedisKey Models = "s5:models";

    /// <summary>Set of audit chains that were written to from outside a tenant's scripts; with <see cref="Tenants"/>, what the sealer goes through.</summary>
    public static readonly RedisKey AuditChains = "s5:audit-chains";

    /// <summary>Published with the chain's name when it gets a record (<c>audit-prelude.lua</c>).</summary>
    public static readonly RedisChannel AuditChannel = Literal("s5:audit");

    /// <summary>Set of every tenant that ever changed its live settings.</summary>
    public static readonly RedisKey SettingsTenants = "s5:settings-tenants";

    /// <summary>Published with the tenant's name when its settings change (<c>settings-set.lua</c>).</summary>
    public static readonly RedisChannel SettingsChannel = Literal("s5:settings");

    /// <summary>Published with the tenant's name when it gets work.</summary>
    public static readonly RedisChannel WorkChannel = Literal("s5:work");

    /// <summary>Published with the run's id when its cancellation is requested.</summary>
    public static readonly RedisChannel CancelChannel = Literal("s5:cancel");

    /// <summary>Published with the tenant's name when replies of it were put into the outbox.</summary>
    public static readonly RedisChannel RepliesChannel = Literal("s5:replies");

    /// <summary>Published with an API key's id when it was rotated or revoked.</summary>
    public static readonly RedisChannel KeysChannel = Literal("s5:keys");

    /// <summary>Published with a dashboard session's id when it was ended.</summary>
    public static readonly RedisChannel SessionsChannel = Literal("s5:sessions");

    /// <summary>Published with the tenant's name when somebody was given other roles.</summary>
    public static readonly RedisChannel RolesChannel = Literal("s5:roles");

    /// <summary>Published with the tenant's name when something is to be delivered to its webhook endpoints.</summary>
    public static readonly RedisChannel WebhooksChannel = Literal("s5:webhooks");

    /// <summary>The tenant's root: KEYS[1] of each of its scripts, and a hash of its counters.</summary>
    /// <exception cref="ArgumentException">The tenant's name is not valid.</exception>
    public static string Root(string tenant) => TenantId.IsValid(tenant)
        ? $"s5:{{{tenant}}}"
        : throw new ArgumentException($"'{tenant}' is not a valid tenant name.", nameof(tenant));

    /// <summary>Hash: the task's record.</summary>
    public static RedisKey Task(string tenant, string taskId) => $"{Root(tenant)}:task:{taskId}";

    /// <summary>Sorted set: the task's events by sequence.</summary>
    public static RedisKey Log(string tenant, string taskId) => $"{Root(tenant)}:log:{taskId}";

    /// <summary>Each event of the task is published here as it is appended.</summary>
    public static RedisChannel EventChannel(string tenant, string taskId) =>
        Literal($"{Root(tenant)}:events:{taskId}");

    /// <summary>List: ids of tasks that wait in a lane.</summary>
    public static RedisKey Lane(string tenant, string lane) => $"{Root(tenant)}:lane:{lane}";

    /// <summary>Sorted set: tasks that wait for their next attempt, by when it is due.</summary>
    public static RedisKey Delayed(string tenant) => $"{Root(tenant)}:delayed";

    /// <summary>Sorted set: tasks that used up their attempts, by when they ended.</summary>
    public static RedisKey Dead(string tenant) => $"{Root(tenant)}:dead";

    /// <summary>Sorted set: tasks by when they were created; of the tenant, or of one of its users.</summary>
    public static RedisKey Index(string tenant, string? user = null) =>
        user is null ? $"{Root(tenant)}:tasks" : $"{Root(tenant)}:tasks:{user}";

    /// <summary>Published with the key of an answer when it stands, or when who was to give it gave up.</summary>
    public static RedisChannel AnswersChannel(string tenant) => Literal($"{Root(tenant)}:answers");

    /// <summary>Each message of the conversation is published here as it is written, and each change of members.</summary>
    public static RedisChannel RoomChannel(string tenant, string conversationId) =>
        Literal($"{Root(tenant)}:room:{conversationId}");

    /// <summary>Published, empty, when one of the user's drafts changed.</summary>
    public static RedisChannel DraftsChannel(string tenant, string user) => Literal($"{Root(tenant)}:drafts:{user}");

    /// <summary>Published with the number of each entry of the tenant's review ledger.</summary>
    public static RedisChannel ReviewsChannel(string tenant) => Literal($"{Root(tenant)}:reviews");

    private static RedisChannel Literal(string name) => new(name, RedisChannel.PatternMode.Literal);
}
