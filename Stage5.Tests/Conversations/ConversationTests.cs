using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

public sealed class ConversationTests(StoreServers servers) : RoomTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_conversation_is_found_as_it_was_made(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var settings = new ConversationSettings("fr", "polite", "askOnConflict", new Processing(Model: "stage5/default"));

        var (entry, made) = await node.Conversations.CreateAsync(
            Tenant, "ana", "The team", Everyone, settings, id: null, Ct);
        var found = await node.Conversations.FindAsync(Tenant, "ben", made!.Id, Ct);

        entry.ShouldBe(ConversationEntry.Created);
        found.ShouldNotBeNull().ShouldBe(made with { Members = found.Members });
        found.Members.ShouldBe(Everyone);
        (found.Title, found.Settings, found.CreatedBy).ShouldBe(("The team", settings, "ana"));
        (found.LastSequence, found.Version, found.UpdatedAt).ShouldBe((0, 1, found.CreatedAt));
        Guid.Parse(found.Id).Version.ShouldBe(7);
    }

    [Theory, OnEachStore]
    public async Task Who_makes_a_conversation_owns_it_whatever_is_said_of_them(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var made = (await node.Conversations.CreateAsync(
            Tenant, "ana", null, [new("ana", ConversationRoles.Member, "es")], null, Room, Ct)).Conversation;

        made!.Members.ShouldBe([new("ana", ConversationRoles.Owner, "es")]);
        (made.Title, made.Settings).ShouldBe((null, new ConversationSettings()));
    }

    [Theory, OnEachStore]
    public async Task An_unknown_id_becomes_the_callers_and_a_known_one_is_for_members_only(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        var first = await node.Conversations.EnterAsync(Tenant, "ana", Room, Ct);
        var again = await node.Conversations.EnterAsync(Tenant, "ana", Room, Ct);
        var stranger = await node.Conversations.EnterAsync(Tenant, "eve", Room, Ct);
        var elsewhere = await node.Conversations.EnterAsync("rival", "eve", Room, Ct);

        (first.Entry, again.Entry).ShouldBe((ConversationEntry.Created, ConversationEntry.Member));
        first.Conversation!.Members.ShouldBe([new("ana", ConversationRoles.Owner)]);
        again.Conversation!.CreatedAt.ShouldBe(first.Conversation.CreatedAt);
        stranger.ShouldBe(new ConversationAccess(ConversationEntry.Stranger, null));
        elsewhere.Entry.ShouldBe(ConversationEntry.Created);
    }

    [Theory, OnEachStore]
    public async Task Of_many_who_name_a_new_id_at_once_one_gets_it(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind) };

        var entries = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => nodes[i % 2].Conversations.EnterAsync(Tenant, $"user{i}", Room, Ct)));

        entries.Count(one => one.Entry == ConversationEntry.Created).ShouldBe(1);
        entries.Count(one => one.Entry == ConversationEntry.Stranger).ShouldBe(19);
    }

    [Theory, OnEachStore]
    public async Task To_a_stranger_nothing_of_a_conversation_exists(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "secret");

        foreach (var (tenant, user) in new[] { (Tenant, "eve"), ("rival", "ana") })
        {
            (await node.Conversations.FindAsync(tenant, user, Room, Ct)).ShouldBeNull();
            (await node.Conversations.ReadMessagesAsync(tenant, Room, user, 0, null, 10, Ct)).ShouldBeNull();
            (await node.Conversations.ListAsync(tenant, user, 10, null, Ct)).Conversations.ShouldBeEmpty();
            (await node.Conversations.SetMembersAsync(tenant, user, Room, Everyone, null, Ct)).Outcome
                .ShouldBe(MembersOutcome.Stranger);
            (await node.Conversations.AppendMessageAsync(
                tenant, Room, new NewMessage(user, MessageKinds.Message, "hi"), Ct)).Outcome
                .ShouldBe(AppendOutcome.Stranger);
            (await node.Conversations.WatchAsync(tenant, Room, user, 0, Heartbeat, Ct).ToListAsync(Ct)).ShouldBeEmpty();
        }
        (await ReadAllAsync(node, "ana")).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Only_an_owner_who_has_seen_the_members_changes_them(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var made = await MakeAsync(node);
        ConversationMember[] two = [new("ben", ConversationRoles.Owner), new("dan", Language: "pt-BR")];

        var member = await node.Conversations.SetMembersAsync(Tenant, "ben", Room, two, made.Version, Ct);
        var stale = await node.Conversations.SetMembersAsync(Tenant, "ana", Room, two, made.Version + 1, Ct);
        var done = await node.Conversations.SetMembersAsync(Tenant, "ana", Room, two, made.Version, Ct);
        var late = await node.Conversations.SetMembersAsync(Tenant, "ana", Room, two, null, Ct);

        (member.Outcome, stale.Outcome).ShouldBe((MembersOutcome.NotOwner, MembersOutcome.Changed));
        (done.Outcome, done.Conversation!.Version).ShouldBe((MembersOutcome.Done, made.Version + 1));
        done.Conversation.Members.ShouldBe(two);
        late.Outcome.ShouldBe(MembersOutcome.Stranger);
        (await node.Conversations.FindAsync(Tenant, "ana", Room, Ct)).ShouldBeNull();
        (await node.Conversations.ListAsync(Tenant, "ana", 10, null, Ct)).Conversations.ShouldBeEmpty();
        (await node.Conversations.ListAsync(Tenant, "dan", 10, null, Ct)).Conversations
            .ShouldHaveSingleItem().Role.ShouldBe(ConversationRoles.Member);
    }

    [Theory, OnEachStore]
    public async Task A_list_has_the_newest_activity_first_and_every_page_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        for (var i = 0; i < 7; i++)
            await MakeAsync(node, $"room_{i}");
        await MakeAsync(node);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MakeAsync(node, "late");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SayAsync(node, "hello", "ben");

        var seen = new List<ConversationSummary>();
        string? cursor = null;
        do
        {
            var page = await node.Conversations.ListAsync(Tenant, "cho", 2, cursor, Ct);
            seen.AddRange(page.Conversations);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.Select(one => one.Id).Take(2).ShouldBe([Room, "late"]);
        seen.Select(one => one.Id).Distinct().Count().ShouldBe(9);
        (seen[0].LastSequence, seen[0].Members, seen[0].Title).ShouldBe((1, 3, "The team"));
        await Should.ThrowAsync<ArgumentException>(() => node.Conversations.ListAsync(Tenant, "cho", 2, "x", Ct));
    }

    [Theory, OnEachStore]
    public async Task A_person_makes_only_so_many_and_those_of_others_do_not_count(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Stage5:Conversations:PerPerson", "2"));
        await node.Conversations.EnterAsync(Tenant, "ana", "one", Ct);
        await node.Conversations.EnterAsync(Tenant, "ana", "two", Ct);
        for (var i = 0; i < 2; i++)
            await node.Conversations.CreateAsync(Tenant, $"u{i}", null, [new("ben")], null, $"of-{i}", Ct);

        (await node.Conversations.EnterAsync(Tenant, "ana", "three", Ct)).Entry.ShouldBe(ConversationEntry.Full);
        (await node.Conversations.EnterAsync(Tenant, "ana", "two", Ct)).Entry.ShouldBe(ConversationEntry.Member);
        (await node.Conversations.EnterAsync(Tenant, "ben", "his", Ct)).Entry.ShouldBe(ConversationEntry.Created);
        Clock.Advance(TimeSpan.FromDays(91));
        (await node.Conversations.EnterAsync(Tenant, "ana", "three", Ct)).Entry.ShouldBe(ConversationEntry.Created);
        (await node.Conversations.EnterAsync(Tenant, "eve", "one", Ct)).Entry.ShouldBe(ConversationEntry.Stranger);
    }

    [Theory, OnEachStore]
    public async Task What_cannot_be_a_conversation_is_refused(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var crowd = Enumerable.Range(0, 250).Select(i => new ConversationMember($"user{i}")).ToArray();

        foreach (var id in new[] { "", "-a", "a:b", "a{b}", "a\n", new string('a', 65), "ä" })
            await Should.ThrowAsync<ArgumentException>(() => node.Conversations.EnterAsync(Tenant, "ana", id, Ct));
        foreach (var user in new[] { "", "Ana", "a b", "a:b", "a}" })
            await Should.ThrowAsync<ArgumentException>(() => node.Conversations.EnterAsync(Tenant, user, Room, Ct));
        await Should.ThrowAsync<ArgumentException>(
            () => node.Conversations.CreateAsync(Tenant, "ana", null, crowd, null, Room, Ct));
        (await node.Conversations.CreateAsync(Tenant, "user0", null, crowd, null, Room, Ct))
            .Conversation!.Members.Count.ShouldBe(250);
        await Should.ThrowAsync<ArgumentException>(
            () => node.Conversations.SetMembersAsync(Tenant, "user0", Room, [new("ben")], null, Ct));
    }
}
