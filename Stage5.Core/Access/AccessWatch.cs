using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.People;
using Stage5.Core.Storage;

namespace Stage5.Core.Access;

/// <summary>What became of the right to a long answer.</summary>
public enum AccessLoss
{
    /// <summary>The credential has ended, or may not do this any more.</summary>
    Ended,

    /// <summary>It may still do this, but not all that it might when it was asked.</summary>
    Less,
}

/// <summary>
/// Whether the credential that a long answer was begun with still stands. It is read again as soon as the store
/// tells of a change that may be about it, and every ten seconds, lest a lost message leave an answer open; every
/// second while the store cannot tell.
/// </summary>
public sealed class AccessWatch
{
    private static readonly TimeSpan WhereToldOf = TimeSpan.FromSeconds(10);

    private readonly AccessTokens _tokens;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessWatch> _logger;
    private readonly LazySubscription _sessions;
    private readonly ConcurrentDictionary<Watcher, bool> _watchers = new();

    public AccessWatch(
        AccessTokens tokens, KeyReader keys, PeopleDesk people, Store store, TimeProvider time,
        ILogger<AccessWatch> logger)
    {
        (_tokens, _time, _logger) = (tokens, time, logger);
        // After each of them has forgotten what it knew.
        keys.TellOfChanges(Heard);
        people.TellOfChanges(Heard);
        _sessions = new LazySubscription(store, Keys.SessionsChannel, id => Heard((string)id!));
    }

    /// <summary>Ends when something of the right to it is lost, and not before.</summary>
    /// <param name="token">What the caller came with.</param>
    /// <param name="before">Who it stood for then.</param>
    /// <param name="permission">What the answer needs.</param>
    public async Task<AccessLoss> UntilLostAsync(
        string token, Identity before, string permission, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(before, new Signal(_time));
        _watchers[watcher] = true;
        try
        {
            while (true)
            {
                var version = watcher.Changed.Version;
                var unheard = await _sessions.TryEnsureAsync(cancellationToken);
                if (unheard is not null)
                    _logger.NotHeard(unheard);
                if (await LossAsync(token, before, permission, cancellationToken) is { } loss)
                    return loss;
                await watcher.Changed.WaitAsync(
                    version, unheard is null ? WhereToldOf : KeyReader.Brief, cancellationToken);
            }
        }
        finally
        {
            _watchers.TryRemove(watcher, out _);
        }
    }

    private async Task<AccessLoss?> LossAsync(
        string token, Identity before, string permission, CancellationToken cancellationToken)
    {
        Identity? now;
        try
        {
            now = await _tokens.AgainAsync(token, before, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Nobody can say, and there is nothing of the tenant to be read either.
            _logger.NotHeard(e);
            return null;
        }

        if (now is { IsSettled: false })
            return null;
        if (now is null || now.Tenant != before.Tenant || now.User != before.User || !now.May(permission))
            return AccessLoss.Ended;
        return before.Permissions.All(now.May) ? null : AccessLoss.Less;
    }

    // Id of a key or of a session, or name of a tenant.
    private void Heard(string changed)
    {
        foreach (var (watcher, _) in _watchers)
        {
            if (watcher.Who.TokenId == changed || watcher.Who.Tenant == changed)
                watcher.Changed.Raise();
        }
    }

    // By reference: two streams of one caller are two.
    private sealed class Watcher(Identity who, Signal changed)
    {
        public Identity Who => who;

        public Signal Changed => changed;
    }
}
