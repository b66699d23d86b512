using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.Tests.Api;
using Stage5.Tests.Events;

namespace Stage5.Tests.Conversations;

/// <summary>Where a person may have three conversations.</summary>
public sealed class RoomsApi() : StoredApi(
    ("Stage5:Conversations:PerPerson", "3"), ("Stage5:Conversations:Heartbeat", "00:00:00.2"))
{
    /// <summary>Ana's room with ben in it.</summary>
    public async Task<HttpClient> RoomAsync(string tenant, CancellationToken ct)
    {
        var ana = ClientOf(tenant, "ana");
        using var made = await ana.PostAsJsonAsync("/api/conversations", new ConversationRequest
        {
            Id = "team",
            Members = [new ConversationMember("ben", Language: "de")],
        }, ContractsJson.Default.ConversationRequest, ct);
        made.EnsureSuccessStatusCode();
        return ana;
    }

    public Task<AppendedMessage> SayAsync(string tenant, string user, string text, CancellationToken ct) =>
        Services.GetRequiredService<ConversationStore>().AppendMessageAsync(
            tenant, "team", new NewMessage(user, MessageKinds.Message, text), ct);

    /// <summary>A reply that only this member sees.</summary>
    public Task<AppendedMessage> DeliverOneAsync(string tenant, string member, string text, CancellationToken ct) =>
        Services.GetRequiredService<ConversationStore>().AppendMessageAsync(tenant, "team",
            new NewMessage(NewMessage.Replier, MessageKinds.Reply, text) { DeliveredTo = member }, ct);

    /// <summary>A task of ana's that has left these replies.</summary>
    public async Task<string> FinishAsync(string tenant, CancellationToken ct, params OutboxEntry[] replies)
    {
        var request = new TaskRequest { Kind = TaskKinds.Translate, Text = "x", TargetLanguage = "es" };
        await using var run = await Services.GetRequiredService<TaskStore>().StartInlineAsync(
            new TaskSpec(tenant, "ana", "key", request, null), ct);
        await run.FinishAsync(new TaskEnd(TaskState.Completed, Payloads.Completed(), Replies: replies), ct);
        return run.Task.TaskId;
    }

    public async Task DeliverAsync(string tenant, CancellationToken ct)
    {
        while (await Services.GetRequiredService<ReplyOutbox>().ClaimAsync(tenant, ct) is { } claim)
            await Services.GetRequiredService<ReplyDeliverer>().DeliverAsync(claim, ct);
    }
}
