using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.Tests.Conversations;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Replies;

/// <summary>Base of tests on the outbox: tasks that leave replies, and whoever delivers them.</summary>
public abstract class ReplyTests(StoreServers servers) : RoomTests(servers)
{
    private protected static OutboxEntry To(
        string text, string room = Room, string? recipient = null,
        string channel = DeliveryChannels.Conversation) =>
        new(room, channel, recipient,
            new ReplyContent(DeliveryModes.Broadcast, text, "es", [new("de", $"{text} de")]));

    private protected static OutboxEntry Scripted(string text, string room = Room) =>
        To(text, room, channel: ScriptedChannel.ChannelName);

    /// <summary>A task that ends as completed and leaves these.</summary>
    private protected async Task<string> FinishAsync(TaskNode node, params OutboxEntry[] replies)
    {
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
        (await run.FinishAsync(End(run, replies), Ct)).ShouldBeTrue();
        return run.Task.TaskId;
    }

    private protected static TaskEnd End(TaskRun run, params OutboxEntry[] replies) =>
        new(TaskState.Completed, [], Translation(run), Replies: replies);

    /// <summary>What is due, as a loop that looks again finds it.</summary>
    private protected async Task<ReplyClaim?> ClaimDueAsync(TaskNode node)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return await node.Replies.ClaimAsync(Ct);
    }

    /// <summary>Delivers until nothing is due.</summary>
    private protected async Task<int> DeliverAsync(TaskNode node)
    {
        var delivered = 0;
        while (await ClaimDueAsync(node) is { } claim)
        {
            await node.Deliverer.DeliverAsync(claim, Ct);
            delivered++;
        }
        return delivered;
    }

    private protected async Task<string> StatesAsync(TaskNode node, string taskId) => string.Join(
        ' ', (await node.Outbox.ListAsync(Tenant, taskId, Ct)).Select(one => $"{one.State}:{one.Attempts}"));

    private protected async Task<IEnumerable<string>> TextsAsync(
        TaskNode node, string? user = "ana", string room = Room) =>
        (await ReadAllAsync(node, user, room)).Select(message => message.Text);
}
