using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Storage;

namespace Stage5.Core.Replies;

/// <summary>A delivery to be made once its task has ended as asked: part of <see cref="Tasks.TaskEnd"/>.</summary>
/// <param name="Channel">Name of an <see cref="IReplyChannel"/>.</param>
/// <param name="Recipient">The one member it is for; null for the whole conversation.</param>
public sealed record OutboxEntry(string ConversationId, string Channel, string? Recipient, ReplyContent Content)
{
    /// <summary>Deliveries of one task at most.</summary>
    public const int Most = ConversationLimits.Members;

    /// <summary>The ids that the deliveries of a task get, as <c>put_replies</c> makes them.</summary>
    public static IReadOnlyList<string> IdsOf(string taskId, int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{taskId}.{i}"))];

    /// <summary>Four values an entry, as <c>put_replies</c> reads them.</summary>
    /// <exception cref="ArgumentException">There are too many, or one cannot be delivered to anybody.</exception>
    internal static IEnumerable<RedisValue> Arguments(IReadOnlyList<OutboxEntry>? entries)
    {
        if (entries is null)
            return [];
        if (entries.Count > Most)
            throw new ArgumentException($"A task has at most {Most} deliveries.", nameof(entries));
        if (entries.Any(entry => !ConversationRules.IsId(entry.ConversationId) || entry.Channel.Length == 0
            || (entry.Recipient is { } to && !TenantId.IsValid(to))))
            throw new ArgumentException(
                "A delivery needs a conversation, a channel and a possible recipient.", nameof(entries));
        return entries.SelectMany(static entry => new RedisValue[]
        {
            entry.ConversationId,
            entry.Channel,
            entry.Recipient ?? "",
            JsonSerializer.Serialize(entry.Content, ReplyJson.Default.ReplyContent),
        });
    }
}

/// <summary>What is delivered.</summary>
/// <param name="Mode">One of <see cref="DeliveryModes"/>.</param>
/// <param name="Language">BCP 47 of the text; null when not known.</param>
/// <param name="Translations">The text in other languages.</param>
public sealed record ReplyContent(
    string Mode, string Text, string? Language, IReadOnlyList<MessageTranslation> Translations)
{
    /// <summary>Id of the delivery that this takes back; the text, unless empty, stands in its place.</summary>
    public string? Retracts { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReplyContent))]
internal sealed partial class ReplyJson : JsonSerializerContext;
