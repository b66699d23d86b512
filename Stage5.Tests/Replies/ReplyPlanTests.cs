using Stage5.Contracts;
using Stage5.Core.Replies;

namespace Stage5.Tests.Replies;

public sealed class ReplyPlanTests
{
    private static readonly MessageTranslation[] Translations =
        [new("de", "Hallo"), new("pt-BR", "Oi"), new("pt-PT", "Olá")];

    [Fact]
    public void An_attachment_is_one_message_with_every_translation()
    {
        var entry = Plan(DeliveryModes.Attachment).ShouldHaveSingleItem();

        (entry.ConversationId, entry.Channel, entry.Recipient, entry.Content.Text)
            .ShouldBe(("team", "conversation", null, "Hello"));
        entry.Content.Translations.ShouldBe(Translations);
    }

    [Fact]
    public void A_broadcast_is_one_message_in_each_language() =>
        Plan(DeliveryModes.Broadcast)
            .Select(entry => (entry.Recipient, entry.Content.Language, entry.Content.Text))
            .ShouldBe([(null, "en", "Hello"), (null, "de", "Hallo"), (null, "pt-BR", "Oi"),
                (null, "pt-PT", "Olá")]);

    [Fact]
    public void Each_member_gets_the_closest_language()
    {
        var members = Plan(DeliveryModes.PerMember, "en-GB", "de-AT", "pt-pt", "pt", "ja", null)
            .Select(entry => (entry.Recipient, entry.Content.Text));

        members.ShouldBe(
        [
            ("m0", "Hello"), ("m1", "Hallo"), ("m2", "Olá"), ("m3", "Oi"), ("m4", "Hello"), ("m5", "Hello"),
        ]);
    }

    [Fact]
    public void There_is_no_other_way() => Should.Throw<ArgumentException>(() => Plan("pigeon"));

    private static IReadOnlyList<OutboxEntry> Plan(string mode, params string?[] languages) => ReplyPlan.For(
        new ConversationView(
            "team", null, [.. languages.Select((tag, i) => new ConversationMember($"m{i}", Language: tag))],
            new ConversationSettings(), "m0", default, default, 0, 1),
        mode, "Hello", "en", Translations);
}
