using Stage5.Contracts;

namespace Stage5.Core.Conversations;

/// <summary>How somebody stands to the conversation whose id they named.</summary>
public enum ConversationEntry
{
    /// <summary>The id was new to the tenant: it is theirs now.</summary>
    Created,

    Member,

    /// <summary>It is others'; to them it does not exist.</summary>
    Stranger,

    /// <summary>The id was new, and they have made as many as a person may.</summary>
    Full,
}

/// <summary>What came of naming a conversation.</summary>
/// <param name="Conversation">
/// For <see cref="ConversationEntry.Created"/> and <see cref="ConversationEntry.Member"/>.
/// </param>
public sealed record ConversationAccess(ConversationEntry Entry, ConversationView? Conversation);

/// <summary>What came of saying who is in a conversation.</summary>
public enum MembersOutcome
{
    Done,
    Stranger,

    /// <summary>A member, but none who may.</summary>
    NotOwner,

    /// <summary>They were changed since the expected version.</summary>
    Changed,
}

/// <param name="Conversation">When done.</param>
public sealed record MembersChange(MembersOutcome Outcome, ConversationView? Conversation);

/// <summary>A message to be written.</summary>
/// <param name="Author">A user's id, who must be a member; of a reply <see cref="Replier"/>.</param>
/// <param name="Kind">One of <see cref="MessageKinds"/>.</param>
/// <param name="Text">1 to 50,000 characters of a message, four times that of a reply or translation.</param>
public sealed record NewMessage(string Author, string Kind, string Text)
{
    /// <summary>The author of replies.</summary>
    public const string Replier = "stage5";

    /// <summary>What a model may have made of the longest text.</summary>
    public const int GeneratedLength = 4 * Limits.TextLength;

    public string? Language { get; init; }

    public IReadOnlyList<MessageTranslation> Translations { get; init; } = [];

    public string? TaskId { get; init; }

    /// <summary>The one member who sees it.</summary>
    public string? DeliveredTo { get; init; }

    /// <summary>
    /// Names the act: a second message of the author with the same key is not written. 1 to 128 visible ASCII
    /// characters; remembered as long as the message is kept.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Of a <see cref="MessageKinds.Retraction"/>: the key of the reply whose texts go. Its own text may be empty.</summary>
    public string? Retracts { get; init; }
}

/// <summary>What came of writing a message.</summary>
public enum AppendOutcome
{
    Appended,

    /// <summary>It had been written before with the same key.</summary>
    Repeated,

    /// <summary>There is no such conversation, or the author is not a member.</summary>
    Stranger,

    /// <summary>The one it is for is not a member.</summary>
    NoRecipient,
}

/// <param name="Message">As it is stored, when appended or repeated.</param>
public sealed record AppendedMessage(AppendOutcome Outcome, MessageView? Message);

/// <summary>A message of a stream, or a heartbeat between messages.</summary>
/// <param name="Sequence">Of a heartbeat the last one looked at.</param>
/// <param name="Message">Null for a heartbeat.</param>
public sealed record MessageItem(long Sequence, MessageView? Message)
{
    public bool IsHeartbeat => Message is null;
}
