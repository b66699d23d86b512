using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Models;
using Stage5.Core.Settings;

namespace Stage5.Core.Guards;

/// <summary>What configuration says of each tenant, and over it what is set live.</summary>
public sealed class GuardPolicies
{
    private readonly Dictionary<string, GuardPolicy> _named;
    private readonly GuardPolicy _default;
    private readonly LiveSettings? _settings;
    private readonly ConcurrentDictionary<string, (TenantValues Values, GuardPolicy Policy)> _live =
        new(StringComparer.Ordinal);

    public GuardPolicies(IOptions<GuardOptions> options, LiveSettings? settings = null)
    {
        _settings = settings;
        var all = options.Value.Tenants.GetValueOrDefault(GuardOptions.DefaultTenant) ?? new TenantSettings();
        _default = new GuardPolicy(all, all);
        _named = options.Value.Tenants.ToDictionary(
            entry => entry.Key, entry => new GuardPolicy(entry.Value, all), StringComparer.OrdinalIgnoreCase);
    }

    public GuardPolicy For(string tenant)
    {
        if (_settings?.For(tenant) is not { Version: > 0 } values)
            return Configured(tenant);
        if (_live.TryGetValue(tenant, out var made) && ReferenceEquals(made.Values, values))
            return made.Policy;
        var policy = Configured(tenant).With(values);
        _live[tenant] = (values, policy);
        return policy;
    }

    /// <summary>Without what is set live.</summary>
    internal GuardPolicy Configured(string tenant) => _named.GetValueOrDefault(tenant, _default);
}

/// <summary>
/// One tenant's limits: what is set live, then what is configured for it, then for <c>Default</c>, then what is built in.
/// </summary>
public sealed class GuardPolicy
{
    private const long DefaultRequestsPerMinute = 600;
    private const long DefaultPlaces = 64;
    private const decimal DefaultBatchShare = 0.5m;

    private readonly TenantSettings _own;
    private readonly TenantSettings _all;

    internal GuardPolicy(TenantSettings own, TenantSettings all, TenantValues? live = null)
    {
        (_own, _all) = (own, all);
        Enforces = own.Enforce ?? all.Enforce ?? true;
        Currency = own.Currency ?? all.Currency ?? "USD";
        TimeZone = own.TimeZone ?? all.TimeZone ?? TimeZoneInfo.Utc;
        Calendar = new BudgetCalendar(TimeZone);
        Places = live?.Find(SettingNames.Concurrency) ?? ((own.Concurrency ?? all.Concurrency) is { } places ? places.Value ?? int.MaxValue : DefaultPlaces);
        var share = own.BatchShare ?? all.BatchShare ?? DefaultBatchShare;
        BatchPlaces = share == 0 ? 0 : Math.Max(1, (long)(Places * share));
        Rates = [.. Enumerable.Range(0, 6).Select(i => Live(i, RateOf(i, own, all), live))];
        RateArguments = [.. Rates.SelectMany(rate => new RedisValue[] { rate.PerMinute, rate.Burst })];
        for (var scope = 0; scope < 4; scope++)
        {
            for (var window = 0; window < 4; window++)
            {
                Limits[scope, window] = new Limit(
                    (own.Hard[scope, window] ?? all.Hard[scope, window])?.Value,
                    (own.Soft[scope, window] ?? all.Soft[scope, window])?.Value);
            }
        }
        AlertPercent = live?.Find(SettingNames.AlertPercent) ?? 0;
        // Scripts find it behind the four windows.
        var alert = AlertPercent > 0 ? $";%{AlertPercent}" : "";
        LimitArguments =
        [
            Enforces ? 1 : 0,
            .. Enumerable.Range(0, 4).Select(scope => (RedisValue)Limit.Pack(Enumerable.Range(0, 4)
                .Select(window => Limits[scope, window]).Select(limit => limit.IsNone ? null : limit)) + alert),
        ];
    }

    /// <summary>The same with what is set live.</summary>
    internal GuardPolicy With(TenantValues live) => new(_own, _all, live);

    /// <summary>ISO 4217.</summary>
    public string Currency { get; }

    public TimeZoneInfo TimeZone { get; }

    /// <summary>False: nothing is refused for want of money.</summary>
    public bool Enforces { get; }

    internal BudgetCalendar Calendar { get; }

    internal long Places { get; }

    /// <summary>Share of a hard limit that counts as its soft one where it has none; 0 is none.</summary>
    internal long AlertPercent { get; }

    internal long BatchPlaces { get; }

    internal IReadOnlyList<Rate> Rates { get; }

    internal Limit[,] Limits { get; } = new Limit[4, 4];

    internal RedisValue[] RateArguments { get; }

    /// <summary>Whether to enforce, and the limits of each scope.</summary>
    internal RedisValue[] LimitArguments { get; }

    /// <summary>
    /// Micro-units; null when the price is unknown to this tenant's budget: none, or in another currency.
    /// </summary>
    public long? MicrosOf(ModelPrice? price, TokenCount tokens) =>
        Knows(price) ? price!.CostOf(tokens) : null;

    /// <summary>Whether this budget can count in that price: it is in its currency, or free.</summary>
    public bool Knows(ModelPrice? price) => price is not null
        && (price.Currency == ModelPrice.NoCurrency || price.Currency.Equals(Currency, StringComparison.OrdinalIgnoreCase));

    /// <summary>Above which it is told, in micro-units; null for never.</summary>
    internal long? AlertAt(Limit limit) =>
        limit.Soft ?? (AlertPercent > 0 && limit.Hard is { } hard ? (long)(hard * (decimal)AlertPercent / 100) : null);

    // A burst that is not set live follows a rate that is.
    private static Rate Live(int i, Rate rate, TenantValues? live)
    {
        var (name, burst) = i switch
        {
            0 => (SettingNames.RequestsPerMinute, SettingNames.RequestBurst),
            3 => (SettingNames.TokensPerMinute, SettingNames.TokenBurst),
            _ => ("", ""),
        };
        return (live?.Find(name), live?.Find(burst)) switch
        {
            (null, null) => rate,
            ({ } perMinute, null) => new Rate(perMinute, UsualBurst(i, perMinute)),
            (var perMinute, { } most) => new Rate(perMinute ?? rate.PerMinute, most),
        };
    }

    private static long UsualBurst(int i, long perMinute) => i < 3 ? Math.Max(1, perMinute / 6) : perMinute;

    // A burst belongs to its rate: one set for everybody says nothing of a rate set for one tenant.
    private static Rate RateOf(int i, TenantSettings own, TenantSettings all)
    {
        var from = own.PerMinute[i] is not null ? own : all;
        var perMinute = from.PerMinute[i] is { } set ? set.Value ?? 0 : i == 0 ? DefaultRequestsPerMinute : 0;
        return new Rate(perMinute, from.Burst[i]?.Value ?? UsualBurst(i, perMinute));
    }
}
