using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class SessionStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly Identity Ana = Identity.OfRole("demo", "ana", "admin", "link-1")!;

    [Theory, OnEachStore]
    public async Task A_session_is_who_it_was_made_for(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);

        var (_, session) = await sessions.CreateAsync(Ana);
        var found = await sessions.FindAsync(session.AccessToken);

        (found!.Tenant, found.User, found.Roles[0]).ShouldBe(("demo", "ana", "admin"));
        found.Permissions.ShouldBe(Ana.Permissions);
    }

    [Theory, OnEachStore]
    public async Task A_login_link_works_once_however_many_try_at_once(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);

        var used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sessions.TryUseLoginAsync("link-1")));

        used.Count(worked => worked).ShouldBe(1);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-E2")]
    public async Task A_refresh_token_can_do_nothing_but_refresh_and_works_once(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var (_, first) = await sessions.CreateAsync(Ana);

        (await sessions.FindAsync(first.RefreshToken))!.Permissions.ShouldBe([Permissions.SessionRefresh]);
        var refreshed = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sessions.RefreshAsync(first.RefreshToken)));

        var second = refreshed.Where(session => session is not null).ShouldHaveSingleItem()!;
        (await sessions.FindAsync(first.AccessToken)).ShouldBeNull();
        (await sessions.FindAsync(second.AccessToken)).ShouldNotBeNull();
    }

    [Theory, OnEachStore]
    [Trait("Threat", "WEB-E1")]
    public async Task An_access_token_ends_after_its_time_and_an_ended_session_at_once(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var (_, late) = await sessions.CreateAsync(Ana);
        var (id, ended) = await sessions.CreateAsync(Ana);

        await sessions.EndAsync("demo", "ana", id);
        (await sessions.FindAsync(ended.AccessToken)).ShouldBeNull();
        (await sessions.RefreshAsync(ended.RefreshToken)).ShouldBeNull();

        Advance(TimeSpan.FromMinutes(10));
        (await sessions.FindAsync(late.AccessToken)).ShouldBeNull();
        (await sessions.FindAsync(late.RefreshToken)).ShouldNotBeNull();
    }

    [Theory, OnEachStore]
    public async Task What_only_looks_like_a_token_opens_nothing(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var (_, session) = await sessions.CreateAsync(Ana);
        var id = session.AccessToken.Split('_')[1];

        foreach (var token in new[]
                 {
                     "s5a_", "s5a__", $"s5a_{id}_", $"s5a_{id}_{new string('0', 64)}", $"s5a_{new string('0', 32)}_{new string('0', 64)}",
                     $"s5r_{session.AccessToken[4..]}", $"s5a_{session.RefreshToken[4..]}", session.AccessToken + "0",
                     session.AccessToken.ToUpperInvariant(), $"s5x_{session.AccessToken[4..]}",
                 })
        {
            (await sessions.FindAsync(token)).ShouldBeNull(token);
        }
    }

    [Theory, OnEachStore]
    public async Task A_session_goes_on_when_its_token_is_renewed_and_until_it_is_ended(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var (id, session) = await sessions.CreateAsync(Ana);
        await sessions.RefreshAsync(session.RefreshToken);
        (await sessions.FindAsync(session.AccessToken)).ShouldBeNull();

        (await sessions.FindSessionAsync(id, Ct)).ShouldNotBeNull().User.ShouldBe("ana");

        await sessions.EndAsync("demo", "ana", id);
        (await sessions.FindSessionAsync(id, Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    [Trait("Threat", "ST-I1")]
    public async Task A_copy_of_the_store_holds_no_token(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (_, session) = await SessionsOf(node).CreateAsync(Ana);

        var stored = await node.Database.HashGetAllAsync($"s5:session:{session.AccessToken.Split('_')[1]}");

        stored.ShouldNotBeEmpty();
        foreach (var secret in new[] { session.AccessToken.Split('_')[2], session.RefreshToken.Split('_')[2] })
            stored.ShouldAllBe(entry => !((string)entry.Value!).Contains(secret, StringComparison.Ordinal));
    }

    [Theory, OnEachStore]
    public async Task A_user_sees_the_sessions_that_have_not_ended_and_nobody_elses(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var eva = Identity.OfRole("demo", "eva", "user", "link-2")!;
        var (first, _) = await sessions.CreateAsync(Ana);
        var (second, renewed) = await sessions.CreateAsync(Ana with { Credential = "link" });
        await sessions.CreateAsync(eva);
        await sessions.CreateAsync(Identity.OfRole("globex", "ana", "user", "link-3")!);
        Advance(TimeSpan.FromMinutes(9));
        await sessions.RefreshAsync(renewed.RefreshToken);

        var seen = await sessions.ListAsync("demo", "ana", Ct);

        seen.Select(session => session.SessionId).ShouldBe([first, second], ignoreOrder: true);
        var link = seen.Single(session => session.SessionId == second);
        (link.SignedInBy, link.RenewedAt - link.StartedAt).ShouldBe(("link", TimeSpan.FromMinutes(9)));
        link.ExpiresAt.ShouldBe(link.StartedAt + TimeSpan.FromHours(12));
        (await sessions.DescribeAsync("globex", first, Ct)).ShouldBeNull();

        await sessions.EndAsync("demo", "ana", first);
        (await sessions.ListAsync("demo", "ana", Ct)).ShouldHaveSingleItem().SessionId.ShouldBe(second);
        (await sessions.DescribeAsync("demo", first, Ct)).ShouldBeNull();
        Advance(TimeSpan.FromHours(12));
        (await sessions.ListAsync("demo", "eva", Ct)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_session_has_all_the_roles_it_was_made_with(StoreKind kind)
    {
        var sessions = await SessionsAsync(kind);
        var both = Identity.OfRoles("demo", "ana", ["auditor", "operator"], "token-1")!;

        var (_, session) = await sessions.CreateAsync(both.Only(Permissions.SessionCreate));
        var found = (await sessions.FindAsync(session.AccessToken)).ShouldNotBeNull();

        found.Roles.ShouldBe(["auditor", "operator"]);
        found.Permissions.ShouldBe(both.Permissions);
    }

    private async Task<SessionStore> SessionsAsync(StoreKind kind) => SessionsOf(await NodeAsync(kind));

    private SessionStore SessionsOf(TaskNode node) => new(node.Store, Options.Create(new AccessOptions()), Time);
}
