using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.ApiKeys;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class KeyReaderTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_key_is_a_program_with_its_role_kept_to_its_scopes(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var issued = await access.MakeAsync(new ApiKeyDraft("ci", Roles.Service, [Permissions.TasksRead], null), Ct);

        var found = (await access.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();

        (found.Tenant, found.User, found.Credential, found.TokenId)
            .ShouldBe((AccessNode.Tenant, "key-ci", "key", issued.Key.Id));
        found.Roles.ShouldBe([Roles.Service]);
        found.Permissions.ShouldBe([Permissions.AccessSelf, Permissions.TasksRead]);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-S4")]
    public async Task What_only_looks_like_a_key_opens_nothing(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var secret = (await access.MakeAsync(AccessNode.Draft(), Ct)).Secret;
        var parts = secret.Split('_');

        foreach (var token in new[]
                 {
                     "s5_", "s5__", $"s5_{parts[1]}", $"s5_{parts[1]}_", $"s5_{parts[1]}_{new string('0', 64)}", secret + "0", secret[..^1],
                     $"s5_{new string('0', 32)}_{parts[2]}", secret.ToUpperInvariant(), $"s5_{parts[2]}_{parts[1]}", $"s6_{parts[1]}_{parts[2]}",
                     $"s5_{parts[1]}_{KeyToken.Hash(parts[2])}",
                 })
        {
            (await access.Reader.FindAsync(token, Ct)).ShouldBeNull(token);
        }

        (await access.Reader.FindAsync(secret, Ct)).ShouldNotBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_revoked_key_ends_in_another_process_as_soon_as_that_hears_of_it(StoreKind kind)
    {
        var (one, other) = (new AccessNode(await NodeAsync(kind), Time), new AccessNode(await NodeAsync(kind), Time));
        var issued = await one.MakeAsync(AccessNode.Draft(), Ct);
        (await other.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();

        await one.Keys.RevokeAsync(AccessNode.Admin, issued.Key.Id, Ct);

        // Time stands still: only the publication can tell.
        await UntilAsync(async () => await other.Reader.FindAsync(issued.Secret, Ct) is null);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-S4")]
    public async Task A_revoked_key_ends_after_a_second_where_nothing_is_heard(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (one, other) = (new AccessNode(await NodeAsync(kind), Time), new AccessNode(node, Time));
        var issued = await one.MakeAsync(AccessNode.Draft(), Ct);
        (await other.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();
        await node.Connection.GetSubscriber().UnsubscribeAllAsync();

        await one.Keys.RevokeAsync(AccessNode.Admin, issued.Key.Id, Ct);
        (await other.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();

        Advance(TimeSpan.FromSeconds(1));
        (await other.Reader.FindAsync(issued.Secret, Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task After_a_rotation_both_secrets_are_good_until_the_overlap_ends(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var first = await access.MakeAsync(AccessNode.Draft(), Ct);
        var second = (await access.Keys.RotateAsync(AccessNode.Admin, first.Key.Id, TimeSpan.FromHours(2), Ct))!;
        second.Secret.ShouldNotBe(first.Secret);

        Advance(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1));
        (await access.Reader.FindAsync(first.Secret, Ct)).ShouldNotBeNull();
        (await access.Reader.FindAsync(second.Secret, Ct)).ShouldNotBeNull();

        Advance(TimeSpan.FromMinutes(2));
        (await access.Reader.FindAsync(first.Secret, Ct)).ShouldBeNull();
        (await access.Reader.FindAsync(second.Secret, Ct)).ShouldNotBeNull();
        (await access.Keys.ListAsync(AccessNode.Tenant, Ct)).Single().OldUntil.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_rotation_without_overlap_ends_every_secret_before(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var first = await access.MakeAsync(AccessNode.Draft(), Ct);
        var second = (await access.Keys.RotateAsync(AccessNode.Admin, first.Key.Id, TimeSpan.FromHours(168), Ct))!;
        var third = (await access.Keys.RotateAsync(AccessNode.Admin, first.Key.Id, TimeSpan.Zero, Ct))!;

        foreach (var ended in new[] { first, second })
            (await access.Reader.FindAsync(ended.Secret, Ct)).ShouldBeNull();
        (await access.Reader.FindAsync(third.Secret, Ct)).ShouldNotBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_key_ends_when_it_expires(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var access = new AccessNode(node, Time);
        var now = TimeProvider.System.GetUtcNow();
        var issued = await access.MakeAsync(AccessNode.Draft() with { ExpiresAt = now.AddHours(1) }, Ct);
        (await access.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();

        Advance(TimeSpan.FromHours(1));

        (await access.Reader.FindAsync(issued.Secret, Ct)).ShouldBeNull();
        (await access.Keys.ListAsync(AccessNode.Tenant, Ct)).ShouldHaveSingleItem();
    }

    [Theory, OnEachStore]
    public async Task When_a_key_was_used_is_kept_once_a_minute(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var issued = await access.MakeAsync(AccessNode.Draft(), Ct);
        var first = await UseAsync();

        Advance(TimeSpan.FromSeconds(59));
        (await UseAsync()).ShouldBe(first);

        Advance(TimeSpan.FromSeconds(1));
        (await UseAsync()).ShouldBeGreaterThan(first + TimeSpan.FromSeconds(59));

        async Task<DateTimeOffset> UseAsync()
        {
            (await access.Reader.FindAsync(issued.Secret, Ct)).ShouldNotBeNull();
            return (await access.Keys.ListAsync(AccessNode.Tenant, Ct)).Single().LastUsedAt.ShouldNotBeNull();
        }
    }
}
