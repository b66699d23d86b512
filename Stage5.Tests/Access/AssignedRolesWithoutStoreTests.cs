using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class AssignedRolesWithoutStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Fact]
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
}
