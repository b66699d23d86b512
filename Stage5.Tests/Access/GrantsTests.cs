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
        var admin = Identity.OfRole("demo", "eva", Roles.Admin, "1")!;
        var kept = admin with { Permissions = [Permissions.KeysManage, Permissions.TasksRead] };

        Grants.MayGive(admin, Roles.Admin).ShouldBeTrue();
        Grants.MayGive(kept, Roles.Admin).ShouldBeFalse();
        Grants.MayGive(kept, Roles.User).ShouldBeFalse();
        Grants.MayMakeKey(kept, Roles.User, [Permissions.TasksRead]).ShouldBeTrue();
        Grants.MayMakeKey(kept, Roles.Auditor, [Permissions.AuditRead]).ShouldBeFalse();
        Grants.RolesOf(kept).ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_makes_a_key_that_may_do_more_than_themselves()
    {
        var admin = Identity.OfRole("demo", "eva", Roles.Admin, "1")!;

        Grants.KeyRolesOf(admin).ShouldBe([Roles.User, Roles.Reviewer, Roles.Admin, Roles.Service]);
        Grants.MayMakeKey(admin, Roles.Auditor).ShouldBeFalse();
        Grants.MayMakeKey(admin, Roles.Operator).ShouldBeFalse();
        Grants.MayMakeKey(admin, Roles.Operator, [Permissions.MetricsRead]).ShouldBeTrue();
        Grants.MayMakeKey(admin, Roles.Auditor, [Permissions.AuditRead]).ShouldBeFalse();
        Grants.KeyRolesOf(Identity.OfRoles("demo", "eva", [Roles.Admin, Roles.Auditor], "1")!).ShouldContain(Roles.Auditor);
    }

    [Fact]
    public void A_key_gives_nobody_what_it_has_not_itself()
    {
        var key = Identity.OfRole("demo", "key-setup", Roles.Admin, "1")! with { Credential = "key" };

        Grants.MayGive(key, Roles.Reviewer).ShouldBeTrue();
        Grants.MayGive(key, Roles.Auditor).ShouldBeFalse();
        Grants.MayGive(key with { Credential = "token" }, Roles.Auditor).ShouldBeTrue();
    }

    [Fact]
    public void Only_a_platform_administrator_makes_the_dashboards_key()
    {
        foreach (var role in Roles.Granted.Keys)
        {
            var caller = Identity.OfRole("demo", "eva", role, "1") ?? Identity.OfRole("stage5.platform", "eva", role, "1")!;
            Grants.MayMakePlatformKey(caller, Roles.Dashboard).ShouldBe(role == Roles.PlatformAdmin, role);
            Grants.MayMakeKey(caller, Roles.Dashboard).ShouldBeFalse(role);
            Grants.MayGive(caller, Roles.Dashboard).ShouldBeFalse(role);
        }

        var admin = Identity.OfRole("demo", "eva", Roles.PlatformAdmin, "1")!;
        Grants.PlatformKeyRolesOf(admin).ShouldBe([Roles.Dashboard]);
        Grants.MayMakePlatformKey(admin.Only(Permissions.KeysPlatform), Roles.Dashboard).ShouldBeFalse();
    }

    [Fact]
    public void Every_role_that_can_be_given_is_one()
    {
        Roles.Grantable.Keys.ShouldBeSubsetOf(Roles.Granted.Keys);
        Roles.Grantable.Values.SelectMany(roles => roles).ShouldBeSubsetOf(Roles.Granted.Keys);
        Roles.PlatformKeys.Keys.ShouldBeSubsetOf(Roles.Granted.Keys);
        Roles.PlatformKeys.Values.SelectMany(roles => roles).ShouldBeSubsetOf(Roles.Granted.Keys);
    }
}
