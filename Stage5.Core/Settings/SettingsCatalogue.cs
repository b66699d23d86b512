using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Stage5.Contracts;

namespace Stage5.Core.Settings;

/// <summary>Every live setting there is, what each is for a tenant, and where that comes from.</summary>
public sealed class SettingsCatalogue(
    IEnumerable<SettingDefinition> definitions, IServiceProvider services, IConfiguration configuration)
{
    private readonly FrozenDictionary<string, SettingDefinition> _byName =
        definitions.ToFrozenDictionary(one => one.Name, StringComparer.Ordinal);

    // What is changed most comes first; a group of a later room last.
    private static readonly string[] Groups = ["limits", "budgets", "turns", "reviews", "features", "audit"];

    /// <summary>Group by group, in each as its room registered them.</summary>
    public IReadOnlyList<SettingDefinition> Definitions { get; } =
        [.. definitions.OrderBy(one => Array.IndexOf(Groups, one.Group) is var at && at < 0 ? Groups.Length : at)];

    /// <summary>What is in effect for a tenant with these values.</summary>
    public SettingsView View(string tenant, SettingsDocument document) => new(
        document.Version, [.. Definitions.Select(one => View(one, tenant, document.Values))]);

    /// <summary>
    /// Everything that is wrong with values that somebody sends for a tenant, by name; none when they can be set.
    /// </summary>
    public IReadOnlyDictionary<string, string[]> Errors(
        string tenant, IReadOnlyDictionary<string, JsonElement> values)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (name, value) in values)
        {
            if (!_byName.TryGetValue(name, out var definition))
                errors[name] = [$"{name} is not a setting."];
            else if (!For(definition, tenant).TryRead(value, out _, out var error))
                errors[name] = [error];
        }

        return errors;
    }

    /// <summary>The values that act. What is of a later build, or out of bounds by now, does not.</summary>
    public TenantValues Read(string tenant, SettingsDocument document)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, json) in document.Values)
        {
            if (_byName.TryGetValue(name, out var definition)
                && For(definition, tenant).TryRead(json, out var value, out _))
                values[name] = value;
        }

        return new TenantValues(document.Version, values.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The setting that goes before a key of the configuration; null where a start is needed.</summary>
    /// <param name="key">With <c>{tenant}</c> in the place of a tenant.</param>
    public SettingDefinition? Over(string key) => Definitions.FirstOrDefault(
        one => one.Keys("{tenant}").Contains(key, StringComparer.OrdinalIgnoreCase));

    /// <summary>What configuration and defaults say, and which of the two.</summary>
    public (long Value, string Source) Fallback(SettingDefinition definition, string tenant) => (
        definition.Fallback(services, tenant),
        definition.Keys(tenant).Any(key => configuration.GetSection(key).Exists()) ? "configuration" : "default");

    private SettingDefinition For(SettingDefinition definition, string tenant) => definition.Least is { } least
        ? definition with { Minimum = Math.Clamp(least(services, tenant), definition.Minimum!.Value, definition.Maximum!.Value) }
        : definition;

    private SettingView View(
        SettingDefinition definition, string tenant, IReadOnlyDictionary<string, JsonElement> values)
    {
        var one = For(definition, tenant);
        var (fallback, source) = Fallback(one, tenant);
        var live = values.TryGetValue(one.Name, out var set) && one.TryRead(set, out _, out _);
        return new SettingView(
            one.Name, one.Group, one.IsFlag ? "flag" : "whole", one.Unit, live ? set : one.ToJson(fallback),
            live ? "live" : source, one.ToJson(fallback), source, one.Minimum, one.Maximum, one.Description);
    }
}
