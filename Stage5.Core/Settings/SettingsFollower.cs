using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Settings;

/// <summary>
/// Keeps <see cref="LiveSettings"/> true: what changed is heard of at once, and looked for every second, lest a lost
/// message leave a process behind. Loaded before the host serves, as far as the store answers.
/// </summary>
public sealed partial class SettingsFollower : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2);

    private readonly SettingsStore _store;
    private readonly SettingsCatalogue _catalogue;
    private readonly LiveSettings _live;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Signal _changed;
    private readonly LazySubscription _heard;
    private bool _away;

    internal SettingsFollower(
        SettingsStore store, Store connection, SettingsCatalogue catalogue, LiveSettings live, TimeProvider time,
        ILogger<SettingsFollower> logger)
    {
        (_store, _catalogue, _live, _time, _logger) = (store, catalogue, live, time, logger);
        _changed = new Signal(time);
        _heard = new LazySubscription(connection, Keys.SettingsChannel, _ => _changed.Raise());
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStart);
        try
        {
            await TryFollowAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The store does not answer: what is configured holds until it does.
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Looks once at every tenant that ever set something.</summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task FollowAsync(CancellationToken ct)
    {
        // Whoever is not told looks all the same, every second.
        if (await _heard.TryEnsureAsync(ct) is { } unheard)
            LogNotHeard(unheard);
        var tenants = await _store.TenantsAsync(ct);
        foreach (var gone in _live.Tenants.Except(tenants, StringComparer.Ordinal))
            _live.Forget(gone);
        await Task.WhenAll(tenants.Select(tenant => RefreshAsync(tenant, ct)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var version = _changed.Version;
                await TryFollowAsync(stoppingToken);
                await _changed.WaitAsync(version, Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task RefreshAsync(string tenant, CancellationToken ct)
    {
        var known = _live.For(tenant).Version;
        if (await _store.ReadNewerAsync(tenant, known, ct) is not { } document)
            return;
        // A store that was restored from a backup counts from where that stood.
        if (document.Version < known)
            _live.Forget(tenant);
        if (_live.Put(tenant, _catalogue.Read(tenant, document)))
            LogFollowed(tenant, document.Version);
    }

    private async Task TryFollowAsync(CancellationToken ct)
    {
        try
        {
            await FollowAsync(ct);
            _away = false;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (!_away)
                LogAway(e);
            _away = true;
        }
    }

    [LoggerMessage(1351, LogLevel.Information, "Settings of tenant {Tenant} act in version {Version}")]
    private partial void LogFollowed(string tenant, long version);

    [LoggerMessage(1353, LogLevel.Debug, "Changes of settings are not heard of; they take a second")]
    private partial void LogNotHeard(Exception exception);

    [LoggerMessage(1352, LogLevel.Warning, "Settings cannot be read: those last heard of hold until the store answers")]
    private partial void LogAway(Exception exception);
}
