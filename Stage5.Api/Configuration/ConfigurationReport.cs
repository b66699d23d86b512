using System.Globalization;
using System.Text;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Settings;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Configuration;

/// <summary>What this process is configured with, and what another configuration would be.</summary>
internal sealed class ConfigurationReport(
    IConfiguration configuration, IHostEnvironment environment, IServiceProvider services,
    SettingsCatalogue settings, LiveSettings live)
{
    private const string Hidden = "***";

    private readonly KnownKey[] _known =
    [
        .. services.GetServices<KnownKey>().Concat(HostKeys.All).Concat(KnownKeys.All)
            .DistinctBy(key => key.Key, StringComparer.OrdinalIgnoreCase)
            .OrderBy(key => key.Key, StringComparer.Ordinal),
    ];

    /// <param name="tenant">Whose live settings are shown in the place of keys; null for nobody's.</param>
    public ConfigView Read(string? tenant)
    {
        var values = ConfigurationLayers.Values(configuration).ToArray();
        var faults = ConfigurationFaults.Unknown(services, configuration, []);
        return new ConfigView(environment.EnvironmentName,
            [.. _known.SelectMany(key => Entries(key, values, tenant))], [.. faults.Select(fault => fault.Key)]);
    }

    /// <summary>Lays the document over what is in effect, and asks what a start would ask.</summary>
    public ConfigTrialView Try(JsonElement document)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document.GetRawText()));
        var root = new ConfigurationBuilder().AddConfiguration(configuration).AddJsonStream(stream).Build();
        using var _ = root as IDisposable;
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(root);
        collection.AddCore(root);
        collection.AddConfigurationRule<StoreRule>().AddConfigurationRule<VaultRule>().AddConfigurationRule<HostRule>()
            .AddConfigurationRule<ApiAddressRule>();
        using var tried = collection.BuildServiceProvider();
        var faults = ConfigurationFaults.Find(tried, root);
        IReadOnlyList<ConfigFault> all =
        [
            .. faults.Concat(ConfigurationFaults.Unknown(tried, root, faults))
                .OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase),
        ];
        return new ConfigTrialView(all.Count == 0, all, Changes(root));
    }

    private ConfigChange[] Changes(IConfiguration proposed)
    {
        var before = ConfigurationLayers.Values(configuration).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var after = ConfigurationLayers.Values(proposed).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)
                .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
                .Select(key => new ConfigChange(
                    key, Shown(key, before.GetValueOrDefault(key)), Shown(key, after.GetValueOrDefault(key)))),
        ];
    }

    private IEnumerable<ConfigEntry> Entries(KnownKey known, KeyValuePair<string, string>[] values, string? tenant)
    {
        var set = values.Where(pair => Own(pair.Key) == known)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var placeholder = known.Key.Contains('{', StringComparison.Ordinal);
        var entries = set.Select(pair => Entry(known, pair.Key, Shown(pair.Key, pair.Value),
            ConfigurationLayers.SourceOf(configuration, pair.Key))).ToList();
        if (set.Length == 0 || placeholder)
            entries.Add(Entry(known, known.Key, known.Default, ConfigurationLayers.Default));
        if (tenant is not null && settings.Over(known.Key) is { } setting
            && live.For(tenant).Find(setting.Name) is { } value)
        {
            var own = known.Key.Replace("{tenant}", tenant, StringComparison.Ordinal);
            entries.Insert(0, Entry(known, own, Said(setting, value), "live"));
        }

        return entries.DistinctBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase);
    }

    private static string Said(SettingDefinition setting, long value) => setting.IsFlag
        ? value == 0 ? "false" : "true"
        : string.Create(CultureInfo.InvariantCulture, $"{value} {setting.Unit}");

    private ConfigEntry Entry(KnownKey known, string key, string? value, string source) => new(
        key, known.Kind, value, known.Default, source,
        known.Description.Length > 0 ? known.Description : KnownKeys.Find(key)?.Description ?? "", known.Example,
        known.Secret, settings.Over(known.Key)?.Name);

    private KnownKey? Own(string key) => KnownKeys.Find(key, _known);

    // A key that nobody knows may be a secret that was set in the wrong place.
    private string? Shown(string key, string? value) =>
        value is null ? null : Own(key) is { Secret: false } ? value : Hidden;
}
