using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Core.Audit;
using Stage5.Core.Settings;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Settings;

public sealed class SettingsFollowerTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task While_only_changes_are_not_heard_of_settings_are_read_all_the_same(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var store = new SettingsStore(node.Store);
        await store.WriteAsync(Tenant, new AuditActor("ana", "token", "t1"), await store.ReadAsync(Tenant, Ct),
            new Dictionary<string, JsonElement> { ["turns.parallel"] = JsonSerializer.SerializeToElement(2) },
            "for a test", null, Ct);
        var live = new LiveSettings();
        using var nothing = new ServiceCollection().BuildServiceProvider();
        var catalogue = new SettingsCatalogue([], nothing, new ConfigurationBuilder().Build());
        using var follower = new SettingsFollower(
            store, DeafStore.Of(node), catalogue, live, Time, NullLogger<SettingsFollower>.Instance);

        await follower.FollowAsync(Ct);

        live.For(Tenant).Version.ShouldBe(1);
    }
}
