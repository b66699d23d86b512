using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Conversations;

/// <summary>The rooms that messages belong to: who is in them, what is said in them.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away, and
/// <see cref="ArgumentException"/> for a tenant's or a user's name that is not valid. To who is no member a
/// conversation does not exist.
/// </remarks>
public sealed partial class ConversationStore
{
    public const int LongestPage = 100;

    private static readonly string NoSettings = Json(new ConversationSettings());

    private readonly Store _store;
    private readonly ConversationHub _hub;
    private readonly ConversationOptions _options;
    private readonly TimeProvider _time;

    internal ConversationStore(
        Store store, ConversationHub hub, IOptions<ConversationOptions> options, TimeProvider time) =>
        (_store, _hub, _options, _time) = (store, hub, options.Value, time);

    /// <summary>Makes a conversation, the caller one of its owners.</summary>
    /// <param name="id">Made up if null. <see cref="ConversationEntry.Created"/> says that it was not there yet.</param>
    /// <exception cref="ArgumentException">The id or the members are not valid.</exception>
    public Task<ConversationAccess> CreateAsync(
        string tenant, string user, string? title, IReadOnlyList<ConversationMember> members,
        ConversationSettings? settings, string? id = null, CancellationToken ct = default)
    {
        if (ConversationRules.Errors(members, user) is { Count: > 0 } errors)
            throw new ArgumentException(errors.First().Value[0], nameof(members));
        RedisValue[] packed = [.. members.Where(member => member.User != user).SelectMany(Pack)];
        // The caller is an owner whatever is said of them, but reads the language that is said.
        if (members.FirstOrDefault(member => member.User == user) is { } self)
            packed = [.. packed, .. Pack(self with { Role = ConversationRoles.Owner })];
        return EnterAsync(tenant, user, id ?? NewId(), title, settings is null ? NoSettings : Json(settings), packed, ct);
    }

    /// <summary>
    /// For whoever names a conversation: an id that the tenant does not know becomes theirs, a known one is open to
    /// its members only.
    /// </summary>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public Task<ConversationAccess> EnterAsync(
        string tenant, string user, string conversationId, CancellationToken ct = default) =>
        EnterAsync(tenant, user, conversationId, title: null, NoSettings, [], ct);

    /// <returns>Null when there is none that this user is in.</returns>
    public async Task<ConversationView?> FindAsync(
        string tenant, string user, string conversationId, CancellationToken ct = default)
    {
        if (!ConversationRules.IsId(conversationId))
            return null;
        var reply = await RunAsync(ConversationScripts.Find, tenant, [conversationId, Valid(user)], ct);
        return reply.Length == 0 ? null : ConversationReader.Read(reply[0]);
    }

    /// <summary>Those the user is in, the newest activity first.</summary>
    /// <param name="limit">1 to <see cref="LongestPage"/>.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="ArgumentException">The cursor is not one that this method gave out.</exception>
    public async Task<ConversationPage> ListAsync(
        string tenant, string user, int limit, string? cursor, CancellationToken ct = default)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        var (updated, id) = ParseCursor(cursor);
        RedisValue[] args = [Valid(user), limit + 1, updated, id];
        var reply = await RunAsync(ConversationScripts.List, tenant, args, ct);
        var page = reply.Take(limit).Select(ConversationReader.Summary).ToArray();
        return new ConversationPage(page, reply.Length > limit ? CursorAfter(page[^1]) : null);
    }

    /// <summary>Says who is in it from now on; whoever is not any more reads nothing more.</summary>
    /// <param name="expected">The version they were read at; null for any.</param>
    /// <exception cref="ArgumentException">The members are not valid, or none is an owner.</exception>
    public async Task<MembersChange> SetMembersAsync(
        string tenant, string user, string conversationId, IReadOnlyList<ConversationMember> members,
        long? expected, CancellationToken ct = default)
    {
        if (ConversationRules.Errors(members, caller: null) is { Count: > 0 } errors)
            throw new ArgumentException(errors.First().Value[0], nameof(members));
        if (!ConversationRules.IsId(conversationId))
            return new MembersChange(MembersOutcome.Stranger, null);
        RedisValue[] args =
        [
            conversationId, Valid(user), expected?.ToString(CultureInfo.InvariantCulture) ?? "*",
            .. members.SelectMany(Pack),
        ];
        var reply = await RunAsync(ConversationScripts.Members, tenant, args, ct);
        return new MembersChange(
            Enum.Parse<MembersOutcome>((string)reply[0]!, ignoreCase: true),
            reply.Length > 1 ? ConversationReader.Read(reply[1]) : null);
    }

    private async Task<ConversationAccess> EnterAsync(
        string tenant, string user, string id, string? title, string settings, RedisValue[] members,
        CancellationToken ct)
    {
        RedisValue[] args =
        [
            Checked(id), Valid(user), title ?? "", settings, _options.PerPerson, RetentionMilliseconds, .. members,
        ];
        var reply = await RunAsync(ConversationScripts.Enter, tenant, args, ct);
        return new ConversationAccess(
            Enum.Parse<ConversationEntry>((string)reply[0]!, ignoreCase: true),
            reply.Length > 1 ? ConversationReader.Read(reply[1]) : null);
    }

    private async Task<RedisResult[]> RunAsync(
        LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        ((RedisResult[]?)await _store.RunAsync(script, [Keys.Root(tenant)], args, ct))!;

    private long RetentionMilliseconds => (long)_options.Retention.TotalMilliseconds;

    private string NewId() => Guid.CreateVersion7(_time.GetUtcNow()).ToString();

    private static IEnumerable<RedisValue> Pack(ConversationMember member) =>
        [member.User, ConversationReader.Pack(member)];

    private static string Checked(string id) => ConversationRules.IsId(id)
        ? id
        : throw new ArgumentException("A conversation's id must be letters, digits, _ and -, at most 64.", nameof(id));

    // Users stand in keys as tenants do.
    private static string Valid(string user) => TenantId.IsValid(user)
        ? user
        : throw new ArgumentException($"'{user}' is not a valid user name.", nameof(user));

    private static string Json(ConversationSettings settings) =>
        JsonSerializer.Serialize(settings, ContractsJson.Default.ConversationSettings);

    private static string CursorAfter(ConversationSummary last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.UpdatedAt.ToUnixTimeMilliseconds()}_{last.Id}");

    private static (string Updated, string Id) ParseCursor(string? cursor)
    {
        if (cursor is null)
            return ("", "");
        return cursor.Split('_', 2) is [var updated, var id] && ConversationRules.IsId(id)
            && long.TryParse(updated, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (updated, id)
            : throw new ArgumentException("The cursor is not one of this list.", nameof(cursor));
    }
}
