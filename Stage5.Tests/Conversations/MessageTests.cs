using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

public sealed class MessageTests(StoreServers servers) : RoomTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_message_is_read_as_it_was_written(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var task = Guid.CreateVersion7().ToString();
        const string Text = "a \"b\" {c}\n- 'd' \u0000 \u202e \ud83d\ude00 }";

        var written = await node.Conversations.AppendMessageAsync(Tenant, Room,
            new NewMessage(NewMessage.Replier, MessageKinds.Reply, Text)
            {
                Language = "en",
                Translations = [new("de", "x"), new("fr", "y")],
                TaskId = task,
                DeliveredTo = "ben",
            }, Ct);

        var message = (await ReadAllAsync(node, "ben")).ShouldHaveSingleItem();
        message.ShouldBe(written.Message! with { Translations = message.Translations });
        message.Translations.ShouldBe([new("de", "x"), new("fr", "y")]);
        (message.Text, message.Sequence, message.Author, message.Kind, message.Language)
            .ShouldBe((Text, 1, "stage5", "reply", "en"));
        (message.TaskId, message.DeliveredTo).ShouldBe((task, "ben"));
        Guid.Parse(message.Id).Version.ShouldBe(7);
    }

    [Theory, OnEachStore]
    public async Task Clients_that_write_at_once_keep_a_sequence_without_gap(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind), await NodeAsync(kind) };
        await MakeAsync(nodes[0]);

        await Task.WhenAll(nodes.Select((node, n) => Task.Run(async () =>
        {
            for (var i = 0; i < 70; i++)
                await SayAsync(node, $"{n} {i}", Everyone[n].User);
        }, Ct)));

        var all = await ReadAllAsync(nodes[0], "ben");
        all.Select(one => one.Sequence).ShouldBe(Enumerable.Range(1, 210).Select(n => (long)n));
        for (var n = 0; n < 3; n++)
        {
            all.Where(one => one.Author == Everyone[n].User).Select(one => one.Text)
                .ShouldBe(Enumerable.Range(0, 70).Select(i => $"{n} {i}"));
        }
    }

    [Theory, OnEachStore]
    public async Task Writing_twice_with_one_key_writes_once_and_a_key_is_its_authors_own(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind) };
        await MakeAsync(nodes[0]);

        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => nodes[i % 2].Conversations.AppendMessageAsync(
                Tenant, Room, new NewMessage("ana", MessageKinds.Message, $"try {i}") { Key = "k:1" }, Ct)));
        var other = await SayAsync(nodes[0], "other", "ben", "k:1");

        same.Count(one => one.Outcome == AppendOutcome.Appended).ShouldBe(1);
        same.Select(one => one.Message!.Id).Distinct().Count().ShouldBe(1);
        other.Sequence.ShouldBe(2);
        (await ReadAllAsync(nodes[0], "ana")).Count.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task What_is_for_one_member_no_other_reads(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        for (var i = 0; i < 130; i++)
            await TellAsync(node, "ben", $"for ben {i}");
        await SayAsync(node, "for all");
        await TellAsync(node, "cho", "for cho");

        var ana = await node.Conversations.ReadMessagesAsync(Tenant, Room, "ana", 0, null, 10, Ct);
        var cho = await node.Conversations.ReadMessagesAsync(Tenant, Room, "cho", null, null, 10, Ct);
        var ben = await ReadAllAsync(node, "ben");
        var nobody = await ReadAllAsync(node, user: null);

        ana!.Messages.Select(one => one.Text).ShouldBe(["for all"]);
        (ana.More, ana.LastSequence).ShouldBe((false, 132));
        cho!.Messages.Select(one => one.Text).ShouldBe(["for all", "for cho"]);
        ben.Count.ShouldBe(131);
        nobody.Select(one => one.Text).ShouldBe(["for all"]);
        (await node.Conversations.AppendMessageAsync(Tenant, Room,
            new NewMessage(NewMessage.Replier, MessageKinds.Reply, "x") { DeliveredTo = "eve" }, Ct)).Outcome
            .ShouldBe(AppendOutcome.NoRecipient);
    }

    [Theory, OnEachStore]
    public async Task Pages_go_forward_and_back_and_start_with_the_newest(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        for (var i = 1; i <= 9; i++)
            await SayAsync(node, $"{i}");

        async Task<(string Texts, bool More)> ReadAsync(long? after, long? before)
        {
            var page = await node.Conversations.ReadMessagesAsync(Tenant, Room, "ana", after, before, 4, Ct);
            return (string.Concat(page!.Messages.Select(one => one.Text)), page.More);
        }

        (await ReadAsync(null, null)).ShouldBe(("6789", true));
        (await ReadAsync(null, 6)).ShouldBe(("2345", true));
        (await ReadAsync(null, 2)).ShouldBe(("1", false));
        (await ReadAsync(0, null)).ShouldBe(("1234", true));
        (await ReadAsync(5, null)).ShouldBe(("6789", false));
        (await ReadAsync(long.MaxValue, null)).ShouldBe(("", false));
        await Should.ThrowAsync<ArgumentException>(() => ReadAsync(1, 2));
    }

    [Theory, OnEachStore]
    public async Task Only_the_newest_messages_are_kept_with_their_keys(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Stage5:Conversations:Messages", "5"));
        await MakeAsync(node);
        for (var i = 1; i <= 12; i++)
            await SayAsync(node, $"{i}", key: $"k{i}");

        (await ReadAllAsync(node, "ben")).Select(one => one.Sequence).ShouldBe([8, 9, 10, 11, 12]);
        (await SayAsync(node, "again", key: "k12")).Sequence.ShouldBe(12);
        foreach (var part in new[] { "room-texts", "room-once" })
            (await node.Database.HashLengthAsync($"s5:{{{Tenant}}}:{part}:{Room}")).ShouldBe(5);
    }

    [Theory, OnEachStore]
    public async Task A_message_that_has_outlived_its_retention_is_gone_and_numbers_go_on(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        for (var i = 0; i < 230; i++)
            await SayAsync(node, "old", key: $"k{i}");
        Clock.Advance(TimeSpan.FromDays(60));
        await SayAsync(node, "newer");
        Clock.Advance(TimeSpan.FromDays(31));

        (await ReadAllAsync(node, "ben")).ShouldHaveSingleItem().Sequence.ShouldBe(231);
        Clock.Advance(TimeSpan.FromDays(60));
        (await node.Conversations.ReadMessagesAsync(Tenant, Room, "ben", 0, null, 10, Ct))!.Messages.ShouldBeEmpty();
        (await SayAsync(node, "new")).Sequence.ShouldBe(232);
    }

    [Theory, OnEachStore]
    public async Task What_cannot_be_a_message_is_refused(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var good = new NewMessage("ana", MessageKinds.Message, "x");

        foreach (var bad in new[]
        {
            good with { Text = "" }, good with { Text = new string('x', 50_001) }, good with { Kind = "poem" },
            good with { Key = "" }, good with { Key = "a b" }, good with { Key = new string('k', 129) },
            good with { DeliveredTo = "-" }, good with { DeliveredTo = "a b" }, good with { Author = "-" },
            good with { Translations = [.. Enumerable.Repeat(new MessageTranslation("de", "x"), 51)] },
        })
        {
            await Should.ThrowAsync<ArgumentException>(
                () => node.Conversations.AppendMessageAsync(Tenant, Room, bad, Ct));
        }
        (await SayAsync(node, new string('x', 50_000))).Sequence.ShouldBe(1);
        (await node.Conversations.AppendMessageAsync(Tenant, "a:b", good, Ct)).Outcome.ShouldBe(AppendOutcome.Stranger);
    }
}
