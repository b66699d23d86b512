using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.Access.Jwt;

namespace Stage5.Tests.Access.Issuers;

public sealed class IssuerTokensTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_who_it_says_with_the_roles_that_are_configured()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        system.Issuer.Claims = new JsonObject
        {
            ["oid"] = "0b5c8f06-2d3a-4a53-8f2b-3f4d9f6a1c11",
            ["sub"] = "pairwise",
            ["roles"] = new JsonArray("Stage5.Admin", "Stage5.User", "Somebody.Elses"),
        };

        var identity = (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();

        (identity.Tenant, identity.User).ShouldBe(("acme", "0b5c8f06-2d3a-4a53-8f2b-3f4d9f6a1c11"));
        identity.Roles.ShouldBe(["admin", "user"]);
        identity.May(Permissions.AccessManage).ShouldBeTrue();
        identity.May(Permissions.SessionCreate).ShouldBeFalse();
        identity.Permissions.ShouldBeUnique();
    }

    [Theory]
    [InlineData("AbC-dEf")]
    [InlineData("ana maria")]
    [InlineData("{demo}")]
    [InlineData("u-00000000000000000000000000000000")]
    [InlineData("key-deploy")]
    [InlineData("callback-crm")]
    public async Task A_name_that_cannot_be_one_is_stood_in_for_and_nobody_can_choose_a_stand_in(string name)
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        system.Issuer.Claims["sub"] = name;

        var user = (await system.ReadAsync(system.Issuer.Token("stage5"), Ct))!.User;

        user.ShouldMatch("^u-[0-9a-f]{32}$");
        user.ShouldNotBe(name);
    }

    [Fact]
    public async Task Who_has_no_role_here_is_nobody_unless_there_is_one_for_everybody()
    {
        await using var strict = await IssuerSystem.StartAsync(Ct);
        await using var open = await IssuerSystem.StartAsync(Ct, ("DefaultRole", "user"));
        foreach (var system in new[] { strict, open })
            system.Issuer.Claims["roles"] = new JsonArray("Somebody.Elses");

        (await strict.ReadAsync(strict.Issuer.Token("stage5"), Ct)).ShouldBeNull();
        (await open.ReadAsync(open.Issuer.Token("stage5"), Ct))!.Roles.ShouldBe(["user"]);
    }

    [Fact]
    [Trait("Attack", "tenant")]
    public async Task An_issuer_of_many_tenants_lets_in_those_of_the_map_each_to_its_own()
    {
        const string First = "11111111-1111-1111-1111-111111111111";
        const string Second = "22222222-2222-2222-2222-222222222222";
        const string Template = "https://login.example.com/{tenantid}/v2.0";
        await using var system = await IssuerSystem.StartAsync(Ct, ("Tenant", ""), ("Issuer", Template),
            ($"Tenants:{First}", "acme"), ($"Tenants:{Second}", "globex"));
        system.Issuer.Issuer = Template;

        (await system.ReadAsync(Of(First, First), Ct))!.Tenant.ShouldBe("acme");
        (await system.ReadAsync(Of(Second, Second), Ct))!.Tenant.ShouldBe("globex");
        (await system.ReadAsync(Of("33333333-3333-3333-3333-333333333333", "33333333-3333-3333-3333-333333333333"), Ct))
            .ShouldBeNull();
        // One tenant's issuer in the name of another tenant.
        (await system.ReadAsync(Of(First, Second), Ct)).ShouldBeNull();
        (await system.ReadAsync(system.Issuer.Token("stage5", claims => claims["iss"] = Template), Ct)).ShouldBeNull();

        string Of(string issuer, string tenant) => system.Issuer.Token("stage5", claims =>
        {
            claims["iss"] = Template.Replace("{tenantid}", issuer, StringComparison.Ordinal);
            claims["tid"] = tenant;
        });
    }

    [Fact]
    public async Task A_token_of_somebody_unknown_makes_nobody_ask_anything()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);

        (await system.ReadAsync(system.Issuer.Token("stage5", claims => claims["iss"] = "https://evil.example.com"), Ct))
            .ShouldBeNull();

        system.Issuer.Discoveries.ShouldBe(0);
    }

    [Fact]
    public async Task A_delegated_token_may_do_what_both_its_roles_and_its_scopes_allow()
    {
        await using var system = await IssuerSystem.StartAsync(Ct,
            ("Scopes:Translate", "turns:write, tasks:read"), ("Scopes:Audit", "audit:read"));

        (await Permitted(claims => claims["scp"] = "Translate Audit Unknown"))
            .ShouldBe(["turns:write", "tasks:read"], ignoreOrder: true);
        (await Permitted(claims => claims["scope"] = new JsonArray("Translate")))
            .ShouldBe(["turns:write", "tasks:read"], ignoreOrder: true);
        (await Permitted(claims => claims["scp"] = "")).ShouldBeEmpty();
        (await Permitted(claims => claims["scp"] = 7)).ShouldBeEmpty();
        // Without scopes it is the program's own.
        (await Permitted(_ => { })).ShouldContain(Permissions.AccessManage);

        async Task<IReadOnlyList<string>> Permitted(Action<JsonObject> change) =>
            (await system.ReadAsync(system.Issuer.Token("stage5", change), Ct))!.Permissions;
    }

    [Fact]
    [Trait("Threat", "API-S3")]
    public async Task A_sign_in_token_can_do_nothing_but_start_a_session_and_not_for_long()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        var token = system.Issuer.Token("dashboard");

        (await system.ReadAsync(token, Ct))!.Permissions.ShouldBe([Permissions.SessionCreate]);
        system.Time.Advance(TimeSpan.FromMinutes(5));
        (await system.ReadAsync(token, Ct))!.Permissions.ShouldBeEmpty();
        (await system.ReadAsync(system.Issuer.Token("dashboard", claims => claims.Remove("iat")), Ct))!
            .Permissions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_is_not_allowed_is_refused()
    {
        await using var system = await IssuerSystem.StartAsync(Ct, ("Clients", "app-1,app-2"));

        (await system.ReadAsync(system.Issuer.Token("stage5", claims => claims["azp"] = "app-2"), Ct)).ShouldNotBeNull();
        (await system.ReadAsync(system.Issuer.Token("stage5", claims => claims["azp"] = "app-3"), Ct)).ShouldBeNull();
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldBeNull();
    }

    [Theory]
    [InlineData("aud", "somebody-else")]
    [InlineData("sub", null)]
    [InlineData("exp", null)]
    public async Task A_token_without_what_it_needs_is_nobody(string claim, string? value)
    {
        await using var system = await IssuerSystem.StartAsync(Ct);

        (await system.ReadAsync(system.Issuer.Token("stage5", claims => claims[claim] = value), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Somebody_else_with_a_key_of_the_same_id_is_nobody()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        using var attacker = new IssuerKey("RS256", "first");

        (await system.ReadAsync(system.Issuer.Token("stage5", key: attacker), Ct)).ShouldBeNull();
    }

    [Theory]
    [InlineData("stage5.platform", "admin")]
    [InlineData("stage5.platform", "auditor")]
    public void Nobody_is_of_the_tenant_that_belongs_to_nobody(string tenant, string role) =>
        Identity.OfRole(tenant, "ana", role, "1").ShouldBeNull();
}
