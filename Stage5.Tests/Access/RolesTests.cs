using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Tests.Access;

public sealed class RolesTests
{
    [Theory]
    [InlineData("user", Permissions.TurnsWrite, true)]
    [InlineData("user", Permissions.TasksAll, false)]
    [InlineData("user", Permissions.MetricsRead, false)]
    [InlineData("reviewer", Permissions.TasksAll, false)]
    [InlineData("operator", Permissions.MetricsRead, true)]
    [InlineData("operator", Permissions.TasksAll, true)]
    [InlineData("auditor", Permissions.TurnsWrite, false)]
    [InlineData("auditor", Permissions.TasksRead, false)]
    [InlineData("admin", Permissions.TasksAll, true)]
    [Trait("Threat", "API-E1")]
    public void A_role_grants_what_the_table_says(string role, string permission, bool granted) =>
        Identity.OfRole("demo", "ana", role, "1")!.May(permission).ShouldBe(granted);

    [Fact]
    [Trait("Threat", "API-E2")]
    public void No_role_can_start_or_renew_a_session()
    {
        var granted = Roles.Granted.Values.SelectMany(permissions => permissions).ToArray();

        granted.ShouldNotContain(Permissions.SessionCreate);
        granted.ShouldNotContain(Permissions.SessionRefresh);
    }

    [Theory]
    [InlineData("demo", "ana", "owner")]
    [InlineData("demo}", "ana", "user")]
    [InlineData("Demo", "ana", "user")]
    [InlineData("demo", "", "user")]
    public void An_unknown_role_or_an_impossible_name_is_nobody(string tenant, string user, string role) =>
        Identity.OfRole(tenant, user, role, "1").ShouldBeNull();

    [Fact]
    public void An_identity_survives_the_way_through_claims()
    {
        var identity = Identity.OfRole("demo", "ana", "operator", "token-1")!;

        var back = Identity.From(identity.ToPrincipal());

        (back.Tenant, back.User, back.TokenId).ShouldBe((identity.Tenant, identity.User, identity.TokenId));
        back.Roles.ShouldBe(identity.Roles);
        back.Permissions.ShouldBe(identity.Permissions);
    }
}
