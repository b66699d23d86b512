using Stage5.Contracts;

namespace Stage5.Core.Replies;

/// <summary>Which deliveries make up a reply.</summary>
public static class ReplyPlan
{
    /// <summary>
    /// <c>attachment</c>: one message with every translation; <c>broadcast</c>: one for all in each language;
    /// <c>perMember</c>: one for each member in their language, in the text's own where there is no translation.
    /// </summary>
    /// <param name="mode">One of <see cref="DeliveryModes"/>.</param>
    /// <param name="language">BCP 47 of the text.</param>
    /// <exception cref="ArgumentException">There is no such mode.</exception>
    public static IReadOnlyList<OutboxEntry> For(
        ConversationView conversation, string mode, string text, string? language,
        IReadOnlyList<MessageTranslation> translations, string channel = DeliveryChannels.Conversation)
    {
        OutboxEntry Entry(
            string? recipient, string words, string? tongue, IReadOnlyList<MessageTranslation> also) =>
            new(conversation.Id, channel, recipient, new ReplyContent(mode, words, tongue, also));

        return mode switch
        {
            DeliveryModes.Attachment => [Entry(null, text, language, translations)],
            DeliveryModes.Broadcast =>
            [
                Entry(null, text, language, []),
                .. translations.Select(other => Entry(null, other.Text, other.Language, [])),
            ],
            DeliveryModes.PerMember =>
            [
                .. conversation.Members.Select(member =>
                    Closest(member.Language, language, translations) is { } own
                        ? Entry(member.User, own.Text, own.Language, [])
                        : Entry(member.User, text, language, [])),
            ],
            _ => throw new ArgumentException($"'{mode}' is no way to deliver.", nameof(mode)),
        };
    }

    // The very tag, then one of the same language; null where the text itself is as close.
    private static MessageTranslation? Closest(
        string? wanted, string? language, IReadOnlyList<MessageTranslation> translations)
    {
        if (wanted is null || Same(wanted, language))
            return null;
        var exact = translations.FirstOrDefault(one => Same(one.Language, wanted));
        if (exact is not null || Same(Primary(wanted), Primary(language)))
            return exact;
        return translations.FirstOrDefault(one => Same(Primary(one.Language), Primary(wanted)));
    }

    private static string? Primary(string? tag) => tag?.Split('-')[0];

    private static bool Same(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
