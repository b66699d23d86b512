using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Settings;

/// <summary>Each tenant's settings: one document with a version, and every version before it.</summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.</remarks>
public sealed class SettingsStore(Store store)
{
    /// <summary>Versions kept of a tenant.</summary>
    public const int Kept = 10_000;

    /// <summary>What is set now.</summary>
    public async Task<SettingsDocument> ReadAsync(string tenant, CancellationToken ct) =>
        (await ReadNewerAsync(tenant, null, ct))!;

    /// <summary>The same; null where the version is the one that is known already.</summary>
    public async Task<SettingsDocument?> ReadNewerAsync(string tenant, long? known, CancellationToken ct)
    {
        var reply = await RunAsync(SettingsScripts.Read, tenant, [known is { } version ? version : ""], ct);
        return (string)reply[1]! is { Length: > 0 } document
            ? new SettingsDocument((long)reply[0], Parse(document))
            : null;
    }

    /// <summary>Tenants that ever set something.</summary>
    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken ct) =>
    [
        .. (await store.InTimeAsync(store.Database.SetMembersAsync(Keys.SettingsTenants), ct))
            .Select(name => (string)name!),
    ];

    /// <summary>
    /// Puts new values in the place of those that were read. The audit tells of it in the same step, before and after.
    /// </summary>
    /// <param name="rolledBackTo">The version they are taken from; null for none.</param>
    /// <returns>Whether the version was the expected one, and the version now.</returns>
    public async Task<(bool Done, long Version)> WriteAsync(
        string tenant, AuditActor actor, SettingsDocument expected, IReadOnlyDictionary<string, JsonElement> values,
        string reason, long? rolledBackTo, CancellationToken ct)
    {
        // First of all, so that no change is ever out of sight of who follows it and who seals it.
        await store.InTimeAsync(Task.WhenAll(
            store.Database.SetAddAsync(Keys.SettingsTenants, tenant),
            store.Database.SetAddAsync(Keys.AuditChains, tenant)), ct);
        var note = JsonSerializer.Serialize(
            new SettingsNote(actor.User, actor.Credential, reason, rolledBackTo, expected.Values, values),
            SettingsJson.Default.SettingsNote);
        var (before, after) = Changed(expected.Values, values);
        var action = rolledBackTo is null ? "settings.changed" : "settings.rolled_back";
        var entry = new AuditEntry(tenant, actor, action, "settings")
        {
            Before = before,
            After = after,
            Details = new JsonObject
            {
                ["reason"] = reason,
                ["version"] = expected.Version + 1,
                ["rolled_back_to"] = rolledBackTo,
            },
        };
        var reply = await RunAsync(SettingsScripts.Set, tenant,
        [
            expected.Version.ToString(CultureInfo.InvariantCulture), Text(values), note[..^1],
            AuditJson.Open(entry, System.Diagnostics.Activity.Current?.TraceId.ToHexString()), Kept,
        ], ct);
        return ((long)reply[0] == 1, (long)reply[1]);
    }

    /// <summary>Versions below one, newest first.</summary>
    public async Task<IReadOnlyList<SettingsRecord>> HistoryAsync(
        string tenant, long? below, int most, CancellationToken ct) =>
    [
        .. (await RunAsync(SettingsScripts.History, tenant, [below is { } version ? version : "", most], ct))
            .Select(line => JsonSerializer.Deserialize((string)line!, SettingsJson.Default.SettingsRecord)!),
    ];

    /// <summary>What was set in a version; null where it is not kept (any more).</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>?> FindAsync(
        string tenant, long version, CancellationToken ct)
    {
        if (version == 0)
            return new Dictionary<string, JsonElement>();
        var found = await HistoryAsync(tenant, version + 1, 1, ct);
        return found is [{ } record] && record.Version == version ? record.After : null;
    }

    private async Task<RedisResult[]> RunAsync(
        Storage.LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        (RedisResult[])(await store.RunAsync(script, [Keys.Root(tenant)], args, ct))!;

    private static IReadOnlyDictionary<string, JsonElement> Parse(string document) =>
        JsonSerializer.Deserialize(document, SettingsJson.Default.IReadOnlyDictionaryStringJsonElement)!;

    private static string Text(IReadOnlyDictionary<string, JsonElement> values) =>
        JsonSerializer.Serialize(values, SettingsJson.Default.IReadOnlyDictionaryStringJsonElement);

    private static (JsonObject Before, JsonObject After) Changed(
        IReadOnlyDictionary<string, JsonElement> from, IReadOnlyDictionary<string, JsonElement> to)
    {
        var (before, after) = (new JsonObject(), new JsonObject());
        foreach (var name in SettingsDiff.Names(from, to))
        {
            before[name] = Node(from, name);
            after[name] = Node(to, name);
        }

        return (before, after);
    }

    private static JsonNode? Node(IReadOnlyDictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;
}

/// <summary>What two documents differ in.</summary>
public static class SettingsDiff
{
    public static IEnumerable<string> Names(
        IReadOnlyDictionary<string, JsonElement> from, IReadOnlyDictionary<string, JsonElement> to) =>
        from.Keys.Union(to.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => Text(from, name) != Text(to, name));

    private static string? Text(IReadOnlyDictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out var value) ? value.GetRawText() : null;
}
