using System.Collections.Frozen;
using System.Text.Json;
using Stage5.Core.Audit;
using Stage5.Core.Settings;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Settings;

public sealed class SettingsStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly AuditActor Ana = new("ana", "token", "t1");

    [Theory, OnEachStore]
    public async Task A_version_is_written_once_kept_and_found_again(StoreKind kind)
    {
        var store = new SettingsStore((await NodeAsync(kind)).Store);
        var empty = await store.ReadAsync(Tenant, Ct);

        (await WriteAsync(store, empty, 2)).ShouldBe((true, 1));
        (await WriteAsync(store, empty, 3)).ShouldBe((false, 1));
        var first = await store.ReadAsync(Tenant, Ct);
        (await WriteAsync(store, first, 4)).ShouldBe((true, 2));

        first.Values["turns.parallel"].GetInt64().ShouldBe(2);
        (await store.ReadNewerAsync(Tenant, 2, Ct)).ShouldBeNull();
        (await store.ReadNewerAsync(Tenant, 1, Ct))!.Version.ShouldBe(2);
        (await store.FindAsync(Tenant, 1, Ct))!["turns.parallel"].GetInt64().ShouldBe(2);
        (await store.FindAsync(Tenant, 0, Ct)).ShouldNotBeNull().ShouldBeEmpty();
        (await store.FindAsync(Tenant, 3, Ct)).ShouldBeNull();
        (await store.HistoryAsync(Tenant, null, 10, Ct)).Select(one => (one.Version, one.Before.Count)).ShouldBe([(2, 1), (1, 0)]);
        (await store.TenantsAsync(Ct)).ShouldBe([Tenant]);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "ST-R1")]
    public async Task The_audit_has_a_record_of_what_was_written_and_none_of_what_was_not(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var store = new SettingsStore(node.Store);
        var empty = await store.ReadAsync(Tenant, Ct);
        await WriteAsync(store, empty, 2);
        await WriteAsync(store, empty, 3);

        var lines = (await new AuditStore(node.Store).PageAsync(Tenant, oldestFirst: true, null, 10, Ct)).Lines;

        lines.ShouldHaveSingleItem().ShouldContain("\"after\":{\"turns.parallel\":2}");
    }

    [Fact]
    public void An_older_version_that_comes_late_does_not_take_the_place_of_a_newer_one()
    {
        var live = new LiveSettings();

        live.Put(Tenant, Values(3, 30)).ShouldBeTrue();
        live.Put(Tenant, Values(2, 20)).ShouldBeFalse();

        live.For(Tenant).Find("turns.parallel").ShouldBe(30);
        live.For("other").ShouldBeSameAs(TenantValues.None);
    }

    private static TenantValues Values(long version, long value) => new(version,
        new Dictionary<string, long> { ["turns.parallel"] = value }.ToFrozenDictionary());

    private async Task<(bool, long)> WriteAsync(SettingsStore store, SettingsDocument expected, int value) =>
        await store.WriteAsync(Tenant, Ana, expected,
            new Dictionary<string, JsonElement> { ["turns.parallel"] = JsonSerializer.SerializeToElement(value) },
            "for a test", null, Ct);
}
