using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;

namespace Stage5.Core.Conversations;

/// <summary>What is said in conversations: written, read, followed.</summary>
public sealed partial class ConversationStore
{
    /// <summary>Writes a message at the end; with a key, once.</summary>
    /// <exception cref="ArgumentException">It cannot be a message.</exception>
    public async Task<AppendedMessage> AppendMessageAsync(
        string tenant, string conversationId, NewMessage message, CancellationToken ct = default)
    {
        ConversationRules.Check(message);
        if (!ConversationRules.IsId(conversationId))
            return new AppendedMessage(AppendOutcome.Stranger, null);
        // What the store knows better stands beside the text: see ConversationReader.Message.
        var view = new MessageView(
            NewId(), 0, message.Author, message.Kind, message.Text, message.Language, message.Translations,
            message.TaskId, DeliveredTo: null, CreatedAt: default);
        RedisValue[] args =
        [
            conversationId,
            message.Kind == MessageKinds.Message ? Valid(message.Author) : "",
            message.DeliveredTo ?? "-",
            // One author cannot use up another's key.
            message.Key is { } key ? Once(message, key) : "-",
            JsonSerializer.Serialize(view, ContractsJson.Default.MessageView),
            _options.Messages,
            RetentionMilliseconds,
            message.Retracts is { } taken ? Once(message, taken) : "-",
            message.Retracts is null ? "" : Emptied(message),
        ];
        var reply = await RunAsync(ConversationScripts.Append, tenant, args, ct);
        return new AppendedMessage(
            Enum.Parse<AppendOutcome>((string)reply[0]!, ignoreCase: true),
            reply.Length > 1 ? ConversationReader.Message((string)reply[1]!, ((byte[]?)reply[2])!) : null);
    }

    // What stands instead of a reply may be taken back like one.
    private static string Once(NewMessage message, string key) =>
        $"{(message.Kind == MessageKinds.Message ? MessageKinds.Message : MessageKinds.Reply)}/{message.Author}/{key}";

    private static string Emptied(NewMessage retraction) => JsonSerializer.Serialize(
        new MessageView(
            Id: "", 0, retraction.Author, MessageKinds.Reply, Text: "", Language: null, Translations: [],
            retraction.TaskId, DeliveredTo: null, CreatedAt: default)
        {
            Retracted = true,
        }, ContractsJson.Default.MessageView);

    /// <summary>
    /// The messages right after a sequence, or right before one, or the newest; in order of sequence. What is for
    /// one other member only is left out.
    /// </summary>
    /// <param name="user">Null reads what every member sees, for work that is done for all of them.</param>
    /// <param name="limit">1 to <see cref="LongestPage"/>.</param>
    /// <returns>Null when there is none that this user is in.</returns>
    /// <exception cref="ArgumentException">Both <paramref name="after"/> and <paramref name="before"/>.</exception>
    public async Task<MessagePage?> ReadMessagesAsync(
        string tenant, string conversationId, string? user, long? after, long? before, int limit,
        CancellationToken ct = default)
    {
        if (after is not null && before is not null)
            throw new ArgumentException("Messages are read after a sequence or before one.", nameof(before));
        limit = Math.Clamp(limit, 1, LongestPage);
        var from = after ?? before;
        if (await ReadAsync(tenant, conversationId, user, after is not null, from, limit + 1, ct) is not { } pages)
            return null;
        var messages = pages.Messages.Take(limit);
        return new MessagePage(
            after is null ? [.. messages.Reverse()] : [.. messages], pages.Messages.Count > limit, pages.LastSequence);
    }

    /// <summary>
    /// Every message after <paramref name="after"/> that the user sees, in order, those of the past and then each
    /// as it is written; a heartbeat whenever so much time passed without one. Ends when the user is not a member
    /// (any more). A viewer that reads slowly slows nobody else.
    /// </summary>
    /// <param name="after">The last sequence the viewer has; 0 for all.</param>
    public async IAsyncEnumerable<MessageItem> WatchAsync(
        string tenant, string conversationId, string user, long after, TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        // Joined before messages are read, so that nothing falls between the two.
        await using var viewer = await _hub.JoinAsync(Keys.RoomChannel(tenant, conversationId), ct);
        var last = after;
        while (true)
        {
            StoredPage? page;
            do
            {
                page = await ReadAsync(tenant, conversationId, user, forward: true, last, LongestPage, ct);
                if (page is null)
                    yield break;
                foreach (var message in page.Messages)
                    yield return new MessageItem(message.Sequence, message);
                last = Math.Min(page.Seen, page.LastSequence);
            }
            while (page.Messages.Count == LongestPage);

            var reread = false;
            while (!reread)
            {
                if (viewer.Items.TryRead(out var item))
                {
                    // Other members than were read: whether this user is still one, only the store says.
                    reread = item.Version > page.Version || item.Sequence > last + 1;
                    if (reread || item.Sequence <= last)
                        continue;
                    last = item.Sequence;
                    if (item.Message!.DeliveredTo is not { } to || to == user)
                        yield return new MessageItem(last, item.Message);
                }
                else if (!await viewer.WaitAsync(heartbeat, _time, ct))
                {
                    yield return new MessageItem(last, null);
                    break;
                }
            }
        }
    }

    private async Task<StoredPage?> ReadAsync(
        string tenant, string conversationId, string? user, bool forward, long? from, int limit, CancellationToken ct)
    {
        if (!ConversationRules.IsId(conversationId))
            return null;
        RedisValue[] args =
        [
            conversationId, user is null ? "" : Valid(user), forward ? "after" : "before",
            from?.ToString(CultureInfo.InvariantCulture) ?? "", limit, _options.Messages, RetentionMilliseconds,
        ];
        var reply = await RunAsync(ConversationScripts.Read, tenant, args, ct);
        if (reply.Length == 0)
            return null;
        var messages = new List<MessageView>();
        for (var i = 3; i < reply.Length; i += 2)
            messages.Add(ConversationReader.Message((string)reply[i]!, ((byte[]?)reply[i + 1])!));
        var seen = (string)reply[2]!;
        return new StoredPage((long)reply[0], (long)reply[1],
            seen.Length == 0 ? 0 : long.Parse(seen, CultureInfo.InvariantCulture), messages);
    }

    /// <param name="Seen">The last sequence looked at, whether it could be seen or not.</param>
    private sealed record StoredPage(long Version, long LastSequence, long Seen, IReadOnlyList<MessageView> Messages);
}
