using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.People;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class AssignedRolesWithoutStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Fact]
    [Trait("Threat", "ST-E1")]
    public async Task While_the_store_is_away_the_last_known_roles_hold()
    {
        await using var server = await StoreServer.StartAsync(StoreKind.Redis);
        var access = new AccessNode(await NodeAsync(server), Time);
        var token = Identity.OfRole(AccessNode.Tenant, "ben", Roles.Admin, "token")!;
        await access.MeetAsync("ana", Roles.Admin, Ct);
        var ben = await access.MeetAsync("ben", Roles.Admin, Ct);
        await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.User], Ct);
        await UntilAsync(async () => (await access.Desk.WelcomeAsync(token, Ct)).Roles is [Roles.User]);

        await server.KillAsync();
        Advance(TimeSpan.FromMinutes(2));

        (await access.Desk.WelcomeAsync(token, Ct)).May(Permissions.KeysManage).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_none_were_ever_read_the_tokens_roles_do_not_hold_but_how_Stage5_is_may_be_seen()
    {
        await using var server = await StoreServer.StartAsync(StoreKind.Redis);
        var access = new AccessNode(await NodeAsync(server), Time);
        await server.KillAsync();

        var found = await access.Desk.WelcomeAsync(Identity.OfRole(AccessNode.Tenant, "ben", Roles.Admin, "token")!, Ct);

        found.IsSettled.ShouldBeFalse();
        found.Permissions.ShouldBe([Permissions.MetadataRead, Permissions.StatusRead], ignoreOrder: true);
        Identity.From(found.ToPrincipal()).IsSettled.ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task While_only_changes_are_not_heard_of_assigned_roles_hold_all_the_same(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var one = new AccessNode(node, Time);
        await one.MeetAsync("ana", Roles.Admin, Ct);
        var ben = await one.MeetAsync("ben", Roles.Admin, Ct);
        await one.People.AssignAsync(AccessNode.Admin, ben, [Roles.User], Ct);

        var desk = new PeopleDesk(
            new PersonStore(node.Store), DeafStore.Of(node), Time, NullLogger<PeopleDesk>.Instance);

        (await desk.WelcomeAsync(Identity.OfRole(AccessNode.Tenant, "ben", Roles.Admin, "token")!, Ct)).Roles
            .ShouldBe([Roles.User]);
    }
}
