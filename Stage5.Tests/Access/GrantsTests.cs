using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Tests.Access;

public sealed class GrantsTests
{
    [Theory]
    [InlineData(Roles.Admin, "user,reviewer,operator,auditor,admin,service")]
    [InlineData(Roles.PlatformAdmin, "")]
    [InlineData(Roles.Operator, "")]
    [InlineData(Roles.Auditor, "")]
    [InlineData(Roles.Service, "")]
    public void A_role_gives_what_the_table_says(string role, string given) =>
        Grants.RolesOf(Identity.OfRole("demo", "ana", role, "1")!).ShouldBe(given.Split(',', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Who_is_kept_short_gives_nothing_that_they_have_not()
    {
        var admin = Identity.OfRole("demo", "key-setup", Roles.Admin, "1")!;
        var kept = admin with { Permissions = [Permissions.KeysManage, Permissions.TasksRead] };

        Grants.MayGive(admin, Roles.Admin).ShouldBeTrue();
        Grants.MayGive(kept, Roles.Admin).ShouldBeFalse();
        Grants.MayGive(kept, Roles.User).ShouldBeFalse();
        Grants.MayGive(kept, Roles.User, [Permissions.TasksRead]).ShouldBeTrue();
        Grants.MayGive(kept, Roles.Auditor, [Permissions.AuditRead]).ShouldBeFalse();
        Grants.RolesOf(kept).ShouldBeEmpty();
    }

    [Fact]
    public void Every_role_that_can_be_given_is_one()
    {
        Roles.Grantable.Keys.ShouldBeSubsetOf(Roles.Granted.Keys);
        Roles.Grantable.Values.SelectMany(roles => roles).ShouldBeSubsetOf(Roles.Granted.Keys);
    }
}
