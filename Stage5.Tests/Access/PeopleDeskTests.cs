using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.People;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class PeopleDeskTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly Identity Ben = Identity.OfRole(AccessNode.Tenant, "ben", Roles.User, "token-2")!;

    [Theory, OnEachStore]
    public async Task Who_comes_is_seen_once_an_hour(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var first = await access.MeetAsync("ben", Roles.User, Ct);
        (first.Source, first.Roles, first.Assigned, first.Version).ShouldBe(("token", first.TokenRoles, null, 0));
        first.TokenRoles.ShouldBe([Roles.User]);

        Advance(TimeSpan.FromMinutes(59));
        (await access.MeetAsync("ben", Roles.User, Ct)).LastSeenAt.ShouldBe(first.LastSeenAt);

        Advance(TimeSpan.FromMinutes(1));
        var later = await access.MeetAsync("ben", Roles.Reviewer, Ct);
        later.LastSeenAt.ShouldBeGreaterThan(first.LastSeenAt);
        later.FirstSeenAt.ShouldBe(first.FirstSeenAt);
        later.Roles.ShouldBe([Roles.Reviewer]);
    }

    [Theory, OnEachStore]
    public async Task People_are_listed_by_the_page_and_programs_are_none(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        foreach (var user in new[] { "ana", "ben", "cleo" })
        {
            await access.MeetAsync(user, Roles.User, Ct);
            Advance(TimeSpan.FromSeconds(1));
        }

        await access.Desk.WelcomeAsync(Ben with { User = "key-ci", Credential = "key" }, Ct);

        var (total, page) = await access.People.ListAsync(AccessNode.Tenant, 0, 2, Ct);
        total.ShouldBe(3);
        page.Select(person => person.User).ShouldBe(["cleo", "ben"]);
        (await access.People.ListAsync(AccessNode.Tenant, 2, 2, Ct)).People.Single().User.ShouldBe("ana");
        (await access.People.ListAsync("other", 0, 10, Ct)).Total.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task Assigned_roles_take_the_place_of_the_tokens_in_every_process_that_hears_of_them(StoreKind kind)
    {
        var (one, other) = (new AccessNode(await NodeAsync(kind), Time), new AccessNode(await NodeAsync(kind), Time));
        var ben = await one.MeetAsync("ben", Roles.User, Ct);
        (await other.Desk.WelcomeAsync(Ben, Ct)).Roles.ShouldBe([Roles.User]);

        var (outcome, after) = await one.People.AssignAsync(AccessNode.Admin, ben, [Roles.Operator, Roles.Auditor], Ct);

        (outcome, after!.Version, after.AssignedBy).ShouldBe((AssignOutcome.Done, 1, "ana"));
        // Time stands still: only the publication can tell.
        await UntilAsync(async () => (await other.Desk.WelcomeAsync(Ben, Ct)).May(Permissions.AuditRead));
        var now = await other.Desk.WelcomeAsync(Ben, Ct);
        now.Roles.ShouldBe([Roles.Operator, Roles.Auditor]);
        now.May(Permissions.SettingsWrite).ShouldBeTrue();

        await one.People.AssignAsync(AccessNode.Admin, after, null, Ct);
        await UntilAsync(async () => (await other.Desk.WelcomeAsync(Ben, Ct)).Roles is [Roles.User]);
    }

    [Theory, OnEachStore]
    public async Task Assigned_roles_hold_after_a_second_where_nothing_is_heard(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (one, other) = (new AccessNode(await NodeAsync(kind), Time), new AccessNode(node, Time));
        var ben = await one.MeetAsync("ben", Roles.User, Ct);
        await other.Desk.WelcomeAsync(Ben, Ct);
        await node.Connection.GetSubscriber().UnsubscribeAllAsync();

        await one.People.AssignAsync(AccessNode.Admin, ben, [], Ct);
        (await other.Desk.WelcomeAsync(Ben, Ct)).Roles.ShouldBe([Roles.User]);

        Advance(TimeSpan.FromSeconds(1));
        (await other.Desk.WelcomeAsync(Ben, Ct)).Permissions.ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task What_is_for_one_thing_only_stays_so_and_who_is_kept_short_too(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var ben = await access.MeetAsync("ben", Roles.User, Ct);
        await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.Admin], Ct);
        Advance(TimeSpan.FromSeconds(1));

        var link = await access.Desk.WelcomeAsync(Ben.Only(Permissions.SessionCreate) with { Credential = "link" }, Ct);
        link.Roles.ShouldBe([Roles.User]);
        link.Permissions.ShouldBe([Permissions.SessionCreate]);
        (await access.Desk.WelcomeAsync(Ben.Only(Permissions.SessionRefresh), Ct)).Permissions
            .ShouldBe([Permissions.SessionRefresh]);
        (await access.Desk.WelcomeAsync(Ben with { Permissions = [Permissions.TasksRead] }, Ct)).Permissions
            .ShouldBe([Permissions.TasksRead]);
        (await access.Desk.WelcomeAsync(Ben, Ct)).May(Permissions.KeysManage).ShouldBeTrue();
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-E4")]
    public async Task The_last_administrator_stays_one_however_many_try_at_once(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var people = await Task.WhenAll(new[] { "ana", "ben", "cleo" }.Select(user => access.MeetAsync(user, Roles.Admin, Ct)));

        var outcomes = await Task.WhenAll(people.Select(async person =>
            (await access.People.AssignAsync(AccessNode.Admin, person, [Roles.User], Ct)).Outcome));

        outcomes.Count(outcome => outcome == AssignOutcome.LastAdmin).ShouldBe(1);
        outcomes.Count(outcome => outcome == AssignOutcome.Done).ShouldBe(2);
        // Who is made one makes room for the other to go.
        var (_, left) = await access.People.ListAsync(AccessNode.Tenant, 0, 3, Ct);
        var gone = left.First(person => person.Assigned is not null);
        await access.People.AssignAsync(AccessNode.Admin, gone, [Roles.Admin], Ct);
        (await access.People.AssignAsync(AccessNode.Admin, left.Single(person => person.Assigned is null), [], Ct)).Outcome
            .ShouldBe(AssignOutcome.Done);
    }

    [Theory, OnEachStore]
    public async Task A_session_repeats_old_roles_and_makes_nobody_an_administrator(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var ben = await access.MeetAsync("ben", Roles.Admin, Ct);
        await access.MeetAsync("cleo", Roles.Admin, Ct);
        Advance(TimeSpan.FromHours(2));
        // The token has no admin any more; the session that began before still says so.
        await access.MeetAsync("cleo", Roles.User, Ct);
        Advance(TimeSpan.FromHours(2));
        await access.Desk.WelcomeAsync(
            Identity.OfRole(AccessNode.Tenant, "cleo", Roles.Admin, "session")! with { Credential = "session" }, Ct);

        var cleo = (await access.People.FindAsync(AccessNode.Tenant, "cleo", Ct)).ShouldNotBeNull();
        (cleo.Source, cleo.TokenRoles.Single()).ShouldBe(("session", Roles.User));
        (await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.User], Ct)).Outcome.ShouldBe(AssignOutcome.LastAdmin);
    }

    [Theory, OnEachStore]
    public async Task Who_was_not_seen_for_thirty_days_is_no_administrator_to_count_on_unless_they_were_made_one(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var gone = await access.MeetAsync("gone", Roles.Admin, Ct);
        Advance(TimeSpan.FromDays(30));
        var ben = await access.MeetAsync("ben", Roles.Admin, Ct);

        (await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.User], Ct)).Outcome.ShouldBe(AssignOutcome.LastAdmin);
        await access.People.AssignAsync(AccessNode.Admin, gone, [Roles.Admin], Ct);
        (await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.User], Ct)).Outcome.ShouldBe(AssignOutcome.Done);
    }

    [Theory, OnEachStore]
    public async Task Who_saw_an_older_version_changes_nothing_and_each_change_is_on_record(StoreKind kind)
    {
        var access = new AccessNode(await NodeAsync(kind), Time);
        var ben = await access.MeetAsync("ben", Roles.User, Ct);
        await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.Reviewer], Ct);

        (await access.People.AssignAsync(AccessNode.Admin, ben, [Roles.Operator], Ct)).Outcome.ShouldBe(AssignOutcome.Version);
        (await access.People.AssignAsync(AccessNode.Admin, ben with { User = "nobody" }, [], Ct)).Outcome
            .ShouldBe(AssignOutcome.Missing);

        var record = (await access.RecordsAsync(Ct)).ShouldHaveSingleItem();
        (record["action"]!.GetValue<string>(), record["resource"]!.GetValue<string>()).ShouldBe(("role.assigned", "person/ben"));
        record["before"]!.ToJsonString().ShouldBe("""{"roles":["user"],"from":"token"}""");
        record["after"]!.ToJsonString().ShouldBe("""{"roles":["reviewer"],"from":"assigned"}""");
    }
}
