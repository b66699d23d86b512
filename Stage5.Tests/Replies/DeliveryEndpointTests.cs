using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Tests.Conversations;

namespace Stage5.Tests.Replies;

public sealed class DeliveryEndpointTests(RoomsApi api) : IClassFixture<RoomsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broadcast_that_failed_half_way_is_seen_and_resumed()
    {
        using var ana = await api.RoomAsync("half", Ct);
        var taskId = await api.FinishAsync("half", Ct, To("team", "uno"), To("later", "dos"));
        await api.DeliverAsync("half", Ct);
        (await StatesAsync(ana, taskId)).ShouldBe("delivered dead");
        var dead = (await ana.GetFromJsonAsync("/api/replies/dead", ContractsJson.Default.DeadDeliveries, Ct))!;
        dead.Deliveries.ShouldHaveSingleItem().Id.ShouldBe($"{taskId}.1");

        using var made = await ana.PostAsJsonAsync("/api/conversations", new { id = "later" }, Ct);
        using var resumed = await ana.PostAsync($"/api/tasks/{taskId}/deliveries/resume", null, Ct);
        resumed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await StatesAsync(ana, taskId)).ShouldBe("delivered pending");
        await api.DeliverAsync("half", Ct);

        (await StatesAsync(ana, taskId)).ShouldBe("delivered delivered");
        foreach (var room in new[] { "team", "later" })
        {
            (await ana.GetFromJsonAsync(
                $"/api/conversations/{room}/messages", ContractsJson.Default.MessagePage, Ct))!
                .Messages.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task One_delivery_goes_again_unless_it_is_delivered()
    {
        using var ana = await api.RoomAsync("again", Ct);
        var taskId = await api.FinishAsync("again", Ct, To("team", "uno"), To("nowhere", "dos"));
        await api.DeliverAsync("again", Ct);

        using var retried = await ana.PostAsync($"/api/replies/{taskId}.1/retry", null, Ct);
        using var delivered = await ana.PostAsync($"/api/replies/{taskId}.0/retry", null, Ct);
        using var unknown = await ana.PostAsync($"/api/replies/{taskId}.2/retry", null, Ct);
        using var nonsense = await ana.PostAsync("/api/replies/x/retry", null, Ct);

        retried.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var view = (await retried.Content.ReadFromJsonAsync(ContractsJson.Default.DeliveryView, Ct))!;
        (view.State, view.Attempts, view.Error).ShouldBe(("pending", 0, "There is no such conversation."));
        await delivered.ShouldBeProblemAsync(409, "already_delivered");
        await unknown.ShouldBeProblemAsync(404, "reply_not_found");
        await nonsense.ShouldBeProblemAsync(404, "reply_not_found");
    }

    [Fact]
    public async Task Deliveries_are_seen_by_who_sees_the_task()
    {
        using var ana = await api.RoomAsync("seen", Ct);
        using var ben = api.ClientOf("seen", "ben");
        using var admin = api.ClientOf("seen", "root", "admin");
        using var rival = api.ClientOf("rival", "ana", "admin");
        var taskId = await api.FinishAsync("seen", Ct, To("nowhere", "dos"));
        await api.DeliverAsync("seen", Ct);

        foreach (var stranger in new[] { ben, rival })
        {
            using var list = await stranger.GetAsync($"/api/tasks/{taskId}/deliveries", Ct);
            await list.ShouldBeProblemAsync(404, "task_not_found");
            using var resume = await stranger.PostAsync($"/api/tasks/{taskId}/deliveries/resume", null, Ct);
            await resume.ShouldBeProblemAsync(404, "task_not_found");
            using var retry = await stranger.PostAsync($"/api/replies/{taskId}.0/retry", null, Ct);
            await retry.ShouldBeProblemAsync(404, "reply_not_found");
            (await stranger.GetFromJsonAsync("/api/replies/dead", ContractsJson.Default.DeadDeliveries, Ct))!
                .Deliveries.ShouldBeEmpty();
        }
        (await StatesAsync(admin, taskId)).ShouldBe("dead");
        (await admin.GetFromJsonAsync("/api/replies/dead", ContractsJson.Default.DeadDeliveries, Ct))!
            .Deliveries.Count.ShouldBe(1);
    }

    private static async Task<string> StatesAsync(HttpClient client, string taskId) => string.Join(' ',
        (await client.GetFromJsonAsync($"/api/tasks/{taskId}/deliveries", ContractsJson.Default.DeliveryList, Ct))!
            .Deliveries.Select(one => one.State));

    private static OutboxEntry To(string room, string text) => new(
        room, DeliveryChannels.Conversation, null, new ReplyContent(DeliveryModes.Broadcast, text, "es", []));
}
