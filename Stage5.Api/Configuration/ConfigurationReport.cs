using System.Globalization;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Access;
using Stage5.Core.Secrets;
using Stage5.Core.Settings;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Configuration;

/// <summary>What this process is configured with, and what another configuration would be.</summary>
internal sealed class ConfigurationReport
{
    private const string Hidden = "***";
    private const string Vault = "Key Vault";
    private const string SecretKey = $"{SecretOptions.Section}:{{name}}";

    private readonly IConfiguration _configuration;
    private readonly IHostEnvironment _environment;
    private readonly IServiceProvider _services;
    private readonly SettingsCatalogue _settings;
    private readonly LiveSettings _live;
    private readonly SecretHealth _secrets;
    private readonly KnownKey[] _known;
    private readonly TenantKeys _tenants;

    public ConfigurationReport(
        IConfiguration configuration, IHostEnvironment environment, IServiceProvider services,
        SettingsCatalogue settings, LiveSettings live, SecretHealth secrets)
    {
        (_configuration, _environment, _services) = (configuration, environment, services);
        (_settings, _live, _secrets) = (settings, live, secrets);
        _known =
        [
            .. services.GetServices<KnownKey>().Concat(HostKeys.All).Concat(KnownKeys.All)
                .DistinctBy(key => key.Key, StringComparer.OrdinalIgnoreCase)
                .OrderBy(key => key.Key, StringComparer.Ordinal),
        ];
        _tenants = new TenantKeys(_known);
    }

    /// <summary>As the caller may see it; with the live settings of its tenant in the place of keys, if it may see those.</summary>
    public ConfigView Read(Identity caller)
    {
        var values = ConfigurationLayers.Values(_configuration)
            .Where(pair => MaySee(caller, pair.Key, _configuration))
            .ToLookup(pair => Own(pair.Key), pair => pair.Key);
        var live = caller.May(Permissions.SettingsRead) ? _live.For(caller.Tenant) : null;
        return new ConfigView(_environment.EnvironmentName,
            [.. _known.SelectMany(key => Entries(key, values[key], caller, live))],
            [
                .. ConfigurationFaults.Unknown(_services, _configuration, []).Select(fault => fault.Key)
                    .Where(key => MaySee(caller, key, _configuration)),
            ]);
    }

    /// <summary>Lays the document over what is in effect, and asks what a start would ask.</summary>
    public ConfigTrialView Try(IConfigurationRoot document, Identity caller, CancellationToken ct)
    {
        var root = new ConfigurationBuilder().AddConfiguration(_configuration).AddConfiguration(document).Build();
        using var _ = root as IDisposable;
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(root).AddSingleton(_environment);
        collection.AddCore(root).AddCallbackSources(root).AddEveryConfigurationRule();
        using var tried = collection.BuildServiceProvider();
        var faults = ConfigurationFaults.Find(tried, root);
        ConfigFault[] all =
        [
            .. faults.Concat(ConfigurationFaults.Unknown(tried, root, faults, ct))
                .OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase),
        ];
        // What the caller wrote it may be told of, whoever it is of.
        var told = all.Where(fault => MaySee(caller, fault.Key, root)
            || ConfigurationLayers.SourceOf(document, fault.Key) != ConfigurationLayers.Default).ToArray();
        return new ConfigTrialView(all.Length == 0, told, Changes(document, root, caller, ct));
    }

    private ConfigChange[] Changes(
        IConfiguration document, IConfiguration proposed, Identity caller, CancellationToken ct)
    {
        var written = Table(document);
        var (before, after) = (Table(_configuration), Table(proposed));
        var changes = new List<ConfigChange>();
        foreach (var key in before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            var (old, next) = (before.GetValueOrDefault(key), after.GetValueOrDefault(key));
            if (old == next && !written.ContainsKey(key))
                continue;
            // Whether a guess of a secret is right is not said either.
            var hidden = Own(key) is not { Secret: false };
            if ((old == next && !hidden) || !MaySee(caller, key, _configuration) || !MaySee(caller, key, proposed))
                continue;
            changes.Add(new ConfigChange(key, Shown(old, hidden), Shown(next, hidden)));
        }
        return [.. changes];
    }

    private bool MaySee(Identity caller, string key, IConfiguration configuration) =>
        caller.Roles.Contains(Roles.PlatformAdmin) || !_tenants.IsOfAnother(key, caller.Tenant, configuration);

    private IEnumerable<ConfigEntry> Entries(
        KnownKey known, IEnumerable<string> configured, Identity caller, TenantValues? live)
    {
        var entries = new List<ConfigEntry>();
        if (live is not null && _settings.Over(known.Key) is { } setting && live.Find(setting.Name) is { } value)
        {
            var own = known.Key.Replace("{tenant}", caller.Tenant, StringComparison.Ordinal);
            entries.Add(Entry(known, own, Said(setting, value), "live"));
        }
        // A vault goes before what is configured under the same name.
        if (known.Key == SecretKey)
            entries.AddRange(OfVault(caller).Select(name =>
                Entry(known, $"{SecretOptions.Section}:{name}", Hidden, Vault)));
        entries.AddRange(configured.Order(StringComparer.Ordinal).Select(key => Entry(
            known, key, Shown(_configuration[key], known.Secret), ConfigurationLayers.SourceOf(_configuration, key))));
        if (entries.Count == 0 || known.Key.Contains('{', StringComparison.Ordinal))
            entries.Add(Entry(known, known.Key, known.Default, ConfigurationLayers.Default));
        return entries.DistinctBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase);
    }

    private IEnumerable<string> OfVault(Identity caller) => _secrets.Read(caller.Tenant).Secrets
        .Where(secret => secret.Source == SecretHealth.OfVault).Select(secret => secret.Name)
        .Order(StringComparer.Ordinal);

    private static string Said(SettingDefinition setting, long value) => setting.IsFlag
        ? value == 0 ? "false" : "true"
        : string.Create(CultureInfo.InvariantCulture, $"{value} {setting.Unit}");

    private ConfigEntry Entry(KnownKey known, string key, string? value, string source) => new(
        key, known.Kind, value, known.Default, source,
        known.Description.Length > 0 ? known.Description : KnownKeys.Find(key)?.Description ?? "", known.Example,
        known.Secret, _settings.Over(known.Key)?.Name);

    // A literal key goes before one with a placeholder.
    private KnownKey? Own(string key) => _known.Where(known => known.Matches(key))
        .MinBy(known => known.Key.Count(letter => letter == '{'));

    private static Dictionary<string, string> Table(IConfiguration configuration) =>
        ConfigurationLayers.Values(configuration).ToDictionary(StringComparer.OrdinalIgnoreCase);

    // A key that nobody knows may be a secret that was set in the wrong place.
    private static string? Shown(string? value, bool hidden) => value is null || !hidden ? value : Hidden;
}
