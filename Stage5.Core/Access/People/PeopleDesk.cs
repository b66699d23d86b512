using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.People;

/// <summary>
/// Where a person comes by who proved who they are: it is noted that they were seen, at most once an hour a
/// process, and they get the roles that were assigned to them. A process goes by what it read for a second at
/// most, and reads again as soon as it hears of a change.
/// </summary>
public sealed class PeopleDesk
{
    private static readonly TimeSpan SeenInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    // Longer than a store that works needs; what can be answered without it must not wait for long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int MostSeen = 50_000;

    private readonly PersonStore _people;
    private readonly TimeProvider _time;
    private readonly ILogger<PeopleDesk> _logger;
    private readonly BriefCache<AssignedRoles> _assigned;
    private readonly LazySubscription _changes;
    private Action<string>? _heard;
    private readonly ConcurrentDictionary<(string Tenant, string User), DateTimeOffset> _until = new();

    public PeopleDesk(PersonStore people, Store store, TimeProvider time, ILogger<PeopleDesk> logger)
    {
        (_people, _time, _logger) = (people, time, logger);
        _assigned = new BriefCache<AssignedRoles>(time, ApiKeys.KeyReader.Brief, ReadAsync);
        _changes = new LazySubscription(store, Keys.RolesChannel, tenant =>
        {
            _assigned.Drop((string)tenant!);
            _heard?.Invoke((string)tenant!);
        });
    }

    /// <summary>Tells with a tenant's name once what was known of its roles is forgotten.</summary>
    internal void TellOfChanges(Action<string> heard) => _heard += heard;

    /// <summary>
    /// The identity with the roles that hold for it. Programs keep theirs. Where the store does not say which hold, and
    /// never said so to this process, it is not settled and may only see how Stage5 is.
    /// </summary>
    public async ValueTask<Identity> WelcomeAsync(Identity identity, CancellationToken ct)
    {
        if (identity.Credential == "key" || identity.Roles.Contains(Roles.Dashboard, StringComparer.Ordinal))
            return identity;
        await NoteAsync(identity);
        // A link and a refresh token do one thing only, and a session remembers the token's roles, not the
        // assigned ones.
        if (identity.Permissions is [Permissions.SessionCreate] or [Permissions.SessionRefresh])
            return identity;
        if (await _assigned.GetAsync(identity.Tenant, ct) is not { } assigned)
            return identity.Unsettled();
        return assigned.Of.TryGetValue(identity.User, out var roles) ? With(identity, roles) : identity;
    }

    // Who was kept to fewer permissions than their token's roles have stays kept to them.
    private static Identity With(Identity identity, string[] roles)
    {
        var granted = Grants.PermissionsOf(roles);
        return identity with
        {
            Roles = roles,
            Permissions = Grants.IsKeptShort(identity) ? [.. granted.Where(identity.May)] : granted,
        };
    }

    private async Task<AssignedRoles?> ReadAsync(string tenant, AssignedRoles? last)
    {
        // Before they are read: what is changed from then on is heard of, or else asked for after a second.
        if (await _changes.TryEnsureAsync(CancellationToken.None) is { } unheard)
            _logger.NotHeard(unheard);
        using var limit = new CancellationTokenSource(Patience, _time);
        try
        {
            return await _people.AssignedAsync(tenant, last?.Version ?? "", limit.Token) ?? last;
        }
        catch (Exception e) when (IsAway(e))
        {
            // The token's are no substitute: whoever was demoted would have theirs back.
            _logger.RolesNotRead(e, tenant);
            return last;
        }
    }

    private async Task NoteAsync(Identity identity)
    {
        var now = _time.GetUtcNow();
        var who = (identity.Tenant, identity.User);
        // A link starts a session: that is noted each time.
        if (identity.Credential != "link" && _until.TryGetValue(who, out var until) && now < until)
            return;
        if (_until.Count >= MostSeen)
            _until.Clear();
        _until[who] = now + SeenInterval;
        using var limit = new CancellationTokenSource(Patience, _time);
        try
        {
            await _people.SeenAsync(identity, limit.Token);
        }
        catch (Exception e) when (IsAway(e))
        {
            _until[who] = now + RetryInterval;
            _logger.PersonNotKept(e, identity.Tenant);
        }
    }

    private static bool IsAway(Exception e) =>
        e is RedisException or TimeoutException or OperationCanceledException;
}
