using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Stage5.Core.Settings;

/// <summary>What each tenant has set, as this process last heard. Asked for on every call; reads no store.</summary>
public sealed class LiveSettings
{
    private readonly ConcurrentDictionary<string, TenantValues> _tenants = new(StringComparer.Ordinal);

    public TenantValues For(string tenant) => _tenants.GetValueOrDefault(tenant, TenantValues.None);

    /// <summary>Whether a feature is on for a tenant; <paramref name="fallback"/> where nothing is set live.</summary>
    public bool IsOn(string tenant, string feature, bool fallback = true) =>
        For(tenant).Find(feature) is { } value ? value != 0 : fallback;

    /// <summary>An older version than the one that is held changes nothing.</summary>
    public bool Put(string tenant, TenantValues values)
    {
        var put = _tenants.AddOrUpdate(tenant, values, (_, held) => held.Version < values.Version ? values : held);
        return ReferenceEquals(put, values);
    }

    /// <summary>A store that lost them: what is configured holds again.</summary>
    internal void Forget(string tenant) => _tenants.TryRemove(tenant, out _);

    internal IEnumerable<string> Tenants => _tenants.Keys;
}

/// <summary>One tenant's live settings in one version. Never changed once made.</summary>
public sealed record TenantValues(long Version, FrozenDictionary<string, long> Values)
{
    /// <summary>Nothing was ever set.</summary>
    public static TenantValues None { get; } = new(0, FrozenDictionary<string, long>.Empty);

    /// <summary>Null where configuration holds; a flag is 0 or 1.</summary>
    public long? Find(string name) => Values.TryGetValue(name, out var value) ? value : null;
}
