using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

public sealed class RetractionTests(StoreServers servers) : RoomTests(servers), IClassFixture<StoreServers>
{
    private static readonly string TaskId = Guid.CreateVersion7().ToString();

    [Theory, OnEachStore]
    public async Task A_reply_that_is_taken_back_loses_its_texts_and_a_message_says_so(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var channel = new ConversationChannel(new ConversationWriter(node.Conversations, []));
        await channel.DeliverAsync(Delivery("d.0", "Wrong words.", translations: [new("de", "Falsch.")]), Ct);
        var before = (await ReadAllAsync(node, "ben")).Single();

        var result = await channel.DeliverAsync(Delivery("d.1", "", retracts: "d.0"), Ct);

        result.ShouldBe(DeliveryResult.Delivered);
        var all = await ReadAllAsync(node, "ben");
        (all[0].Id, all[0].Text, all[0].Retracted, all[0].Translations.Count, all[0].Kind, all[0].TaskId)
            .ShouldBe((before.Id, "", true, 0, MessageKinds.Reply, TaskId));
        (all[1].Kind, all[1].Retracts, all[1].Text).ShouldBe((MessageKinds.Retraction, 1L, ""));
        all.Count.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task What_stands_instead_is_told_once_however_often_it_is_delivered(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var channel = new ConversationChannel(new ConversationWriter(node.Conversations, []));
        await channel.DeliverAsync(Delivery("d.0", "Wrong words.", to: "ben"), Ct);

        for (var i = 0; i < 3; i++)
            await channel.DeliverAsync(Delivery("d.1", "Right words.", retracts: "d.0", to: "ben"), Ct);

        var all = await ReadAllAsync(node, "ben");
        all.Select(one => one.Text).ShouldBe(["", "Right words."]);
        // What was for one member is taken back for that one.
        (await ReadAllAsync(node, "cho")).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task What_stands_instead_can_be_taken_back_in_turn(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var channel = new ConversationChannel(new ConversationWriter(node.Conversations, []));
        await channel.DeliverAsync(Delivery("d.0", "Wrong words."), Ct);
        await channel.DeliverAsync(Delivery("d.1", "Other words.", retracts: "d.0"), Ct);

        await channel.DeliverAsync(Delivery("d.2", "Right words.", retracts: "d.1"), Ct);

        (await ReadAllAsync(node, "ben")).Select(one => (one.Text, one.Retracts))
            .ShouldBe([("", null), ("", null), ("Right words.", 2L)]);
    }

    [Theory, OnEachStore]
    public async Task What_is_no_longer_kept_is_not_taken_back_and_what_stands_instead_is_told(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "Hello.");

        await new ConversationChannel(new ConversationWriter(node.Conversations, []))
            .DeliverAsync(Delivery("d.1", "Right words.", retracts: "d.0"), Ct);

        var all = await ReadAllAsync(node, "ben");
        (all[0].Text, all[0].Retracted).ShouldBe(("Hello.", false));
        (all[1].Text, all[1].Retracts).ShouldBe(("Right words.", null));
    }

    [Theory, OnEachStore]
    public async Task A_conversation_that_remembers_forgets_what_was_taken_back(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var memory = new Memory();
        var channel = new ConversationChannel(new ConversationWriter(node.Conversations, [memory]));

        await channel.DeliverAsync(Delivery("d.0", "Wrong words."), Ct);
        await channel.DeliverAsync(Delivery("d.1", "Right words.", retracts: "d.0"), Ct);

        memory.Told.ShouldBe(["Wrong words.", "forget", "Right words."]);
    }

    [Theory, OnEachStore]
    public async Task Nobody_takes_back_what_a_person_said(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "Hello.", key: "d.0");

        await new ConversationChannel(new ConversationWriter(node.Conversations, []))
            .DeliverAsync(Delivery("d.1", "", retracts: "d.0"), Ct);

        (await ReadAllAsync(node, "ben"))[0].Text.ShouldBe("Hello.");
    }

    private static ReplyDelivery Delivery(
        string id, string text, string? retracts = null, string? to = null,
        IReadOnlyList<MessageTranslation>? translations = null) => new(
        id, Tenant, TaskId, "ana", Room, DeliveryChannels.Conversation, to,
        new ReplyContent(DeliveryModes.Attachment, text, "en", translations ?? []) { Retracts = retracts }, Attempt: 1);

    private sealed class Memory : IConversationMemory
    {
        public List<string> Told { get; } = [];

        public Task RememberAsync(string tenant, string conversationId, MessageView message, CancellationToken ct)
        {
            Told.Add(message.Text);
            return Task.CompletedTask;
        }

        public Task ForgetAsync(string tenant, string conversationId, CancellationToken ct)
        {
            Told.Add("forget");
            return Task.CompletedTask;
        }
    }
}
