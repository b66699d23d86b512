using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.ApiKeys;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class KeyStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_key_is_listed_found_and_told_once(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);

        var issued = await access.MakeAsync(
            new ApiKeyDraft("ci", Roles.Service, [Permissions.TurnsWrite, Permissions.TasksRead], null), Ct);

        issued.Secret.ShouldMatch("^s5_[0-9a-f]{32}_[0-9a-f]{64}$");
        issued.Secret.ShouldStartWith($"s5_{issued.Key.Id}_");
        var key = (await access.Keys.ListAsync(AccessNode.Tenant, Ct)).ShouldHaveSingleItem();
        (key.Name, key.User, key.Role, key.CreatedBy, key.LastUsedAt).ShouldBe(("ci", "key-ci", Roles.Service, "ana", null));
        key.Permissions.ShouldBe([Permissions.AccessSelf, Permissions.TurnsWrite, Permissions.TasksRead]);
        (await access.Keys.FindAsync(AccessNode.Tenant, key.Id, Ct))!.Id.ShouldBe(key.Id);
        (await access.Keys.FindAsync(AccessNode.Tenant, "key-ci", Ct))!.Id.ShouldBe(key.Id);
        (await access.Keys.FindAsync("other", key.Id, Ct)).ShouldBeNull();
        (await access.Keys.FindAsync(AccessNode.Tenant, "no such key", Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_name_is_given_once_and_one_that_is_no_user_gets_another(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var first = await access.MakeAsync(AccessNode.Draft(), Ct);

        (await access.Keys.CreateAsync(AccessNode.Admin, AccessNode.Draft(), Ct)).Outcome.ShouldBe(KeyOutcome.NameTaken);
        // Time stands still: ids of the same millisecond begin alike.
        var spoken = await access.MakeAsync(AccessNode.Draft("Night batch, Madrid"), Ct);
        spoken.Key.User.ShouldBe($"key-{spoken.Key.Id[..12]}");

        await access.Keys.RevokeAsync(AccessNode.Admin, first.Key.Id, Ct);
        (await access.Keys.CreateAsync(AccessNode.Admin, AccessNode.Draft(), Ct)).Outcome.ShouldBe(KeyOutcome.Done);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "AU-I1")]
    public async Task Each_change_is_on_record_and_no_secret_is(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var access = new AccessNode(node, Time);
        var made = await access.MakeAsync(AccessNode.Draft(), Ct);
        var rotated = (await access.Keys.RotateAsync(AccessNode.Admin, made.Key.Id, TimeSpan.FromHours(2), Ct))!;
        (await access.Keys.RevokeAsync(AccessNode.Admin, made.Key.Id, Ct)).ShouldBeTrue();

        var records = await access.RecordsAsync(Ct);

        records.Select(record => record["action"]!.GetValue<string>()).ShouldBe(["key.created", "key.rotated", "key.revoked"]);
        records.ShouldAllBe(record => record["resource"]!.GetValue<string>() == $"key/{made.Key.Id}");
        records.ShouldAllBe(record => record["actor"]!["user"]!.GetValue<string>() == "ana");
        (await node.Database.SetMembersAsync("s5:audit-chains")).ShouldContain(AccessNode.Tenant);
        foreach (var secret in new[] { made.Secret, rotated.Secret })
            records.ShouldAllBe(record => !record.ToJsonString().Contains(secret.Split('_')[2], StringComparison.Ordinal));
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-S4")]
    public async Task A_copy_of_the_store_holds_no_secret(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var issued = await new AccessNode(node, Time).MakeAsync(AccessNode.Draft(), Ct);
        var secret = issued.Secret.Split('_')[2];

        var keys = (StackExchange.Redis.RedisResult[])(await node.Database.ExecuteAsync("KEYS", "*"))!;
        foreach (var key in keys)
        {
            ((string)key!).ShouldNotContain(secret);
            var held = await node.Database.KeyTypeAsync((string)key!) switch
            {
                StackExchange.Redis.RedisType.Hash => string.Join(' ', await node.Database.HashGetAllAsync((string)key!)),
                StackExchange.Redis.RedisType.String => (string)(await node.Database.StringGetAsync((string)key!))!,
                _ => "",
            };
            held.ShouldNotContain(secret);
        }

        keys.Length.ShouldBeGreaterThan(2);
    }

    [Theory, OnEachStore]
    public async Task What_another_tenant_has_cannot_be_rotated_or_revoked(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var issued = await access.MakeAsync(AccessNode.Draft(), Ct);
        var stranger = AccessNode.Admin with { Tenant = "other" };

        (await access.Keys.RotateAsync(stranger, issued.Key.Id, TimeSpan.Zero, Ct)).ShouldBeNull();
        (await access.Keys.RevokeAsync(stranger, issued.Key.Id, Ct)).ShouldBeFalse();

        (await access.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();
        (await access.Keys.ListAsync("other", Ct)).ShouldBeEmpty();
    }
}
