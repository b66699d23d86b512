using System.Globalization;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Webhooks;

public sealed class WebhookOutboxTests(StoreServers servers) : WebhookTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task The_end_of_a_task_is_told_to_who_asked_signed_and_without_its_text(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var (all, failed) = (await ReceiverAsync(), await ReceiverAsync());
        var made = await AddAsync(node, all);
        await AddAsync(node, failed, WebhookEvents.TaskFailed);

        var taskId = await FinishAsync(node);
        await using var run = await node.Tasks.StartInlineAsync(Spec("Secret words"), Ct);
        await run.FinishAsync(new TaskEnd(TaskState.Failed, [], Error: new TaskError("rate_limited", "Too \"many\".", "Wait.")), Ct);
        (await CallAsync(node)).ShouldBe(3);

        var calls = all.Calls.Select(call => (Call: call, Json: JsonNode.Parse(call.Body)!)).ToArray();
        calls.Select(one => one.Json["type"]!.GetValue<string>()).Order()
            .ShouldBe([WebhookEvents.TaskCompleted, WebhookEvents.TaskFailed]);
        calls.ShouldAllBe(one => Verdict(one.Call, made.Secret, Time.GetUtcNow()) == SignatureVerdict.Valid);
        calls.ShouldAllBe(one => !one.Json.ToJsonString().Contains("words"));
        var completed = calls.Single(one => one.Json["type"]!.GetValue<string>() == WebhookEvents.TaskCompleted).Json;
        completed["data"]!.ToJsonString().ShouldBe(
            $$"""{"taskId":"{{taskId}}","state":"completed","kind":"translate","user":"ana"}""");
        DateTimeOffset.Parse(completed["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        var told = JsonNode.Parse(failed.Calls.ShouldHaveSingleItem().Body)!["data"]!;
        (told["state"]!.GetValue<string>(), told["error"]!["message"]!.GetValue<string>()).ShouldBe(("failed", "Too \"many\"."));
    }

    [Theory, OnEachStore]
    public async Task Every_way_a_task_ends_is_told_once(StoreKind kind)
    {
        var node = await HooksAsync(kind, ("MaxAttempts", "1"));
        var receiver = await ReceiverAsync();
        await AddAsync(node, receiver);

        var cancelled = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Tasks.CancelAsync(Tenant, cancelled.TaskId, Ct);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var lost = await ClaimAsync(node);
        Clock.Advance(Lease);
        await node.Queue.ReapAsync(Ct);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
        await CompleteAsync(run);
        await run.FinishAsync(new TaskEnd(TaskState.Completed, [], Translation(run)), Ct);
        await CallAsync(node);

        receiver.Calls.Select(call => JsonNode.Parse(call.Body)!["type"]!.GetValue<string>()).Order()
            .ShouldBe([WebhookEvents.TaskCancelled, WebhookEvents.TaskCompleted, WebhookEvents.TaskFailed]);
    }

    [Theory, OnEachStore]
    public async Task A_failed_call_is_made_again_later_with_the_same_id_and_a_new_time(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(node, receiver);
        receiver.Says(500);
        await FinishAsync(node);
        (await CallAsync(node)).ShouldBe(1);
        var waiting = (await SeenAsync(node, made.Webhook.Id)).ShouldHaveSingleItem();
        (waiting.State, waiting.Attempts, waiting.Status, waiting.Error)
            .ShouldBe((DeliveryStates.Pending, 1, 500, "The endpoint answered 500."));
        (await node.Webhooks.FindAsync(Tenant, made.Webhook.Id, Ct))!.Failures.ShouldBe(1);

        receiver.Says(200);
        Advance(TimeSpan.FromSeconds(6));
        (await CallAsync(node)).ShouldBe(1);

        var (first, second) = (receiver.Calls.First(), receiver.Calls.Last());
        second.Headers.Id.ShouldBe(first.Headers.Id);
        second.Headers.Timestamp.ShouldNotBe(first.Headers.Timestamp);
        Verdict(second, made.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
        var delivered = (await SeenAsync(node, made.Webhook.Id)).ShouldHaveSingleItem();
        (delivered.State, delivered.Attempts, delivered.Status, delivered.Error, delivered.NextAt)
            .ShouldBe((DeliveryStates.Delivered, 2, 200, null, null));
        delivered.EndedAt.ShouldNotBeNull();
        (await node.Webhooks.FindAsync(Tenant, made.Webhook.Id, Ct))!.Failures.ShouldBe(0);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "WH-R1")]
    public async Task It_is_tried_for_a_day_then_given_up_put_on_record_and_goes_again_when_replayed(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(node, receiver);
        receiver.Says(503);
        await FinishAsync(node);

        var tried = TimeSpan.Zero;
        while ((await SeenAsync(node, made.Webhook.Id))[0].State == DeliveryStates.Pending)
        {
            await CallAsync(node);
            Advance(TimeSpan.FromMinutes(10));
            tried += TimeSpan.FromMinutes(10);
            tried.ShouldBeLessThan(TimeSpan.FromHours(25));
        }

        tried.ShouldBeGreaterThan(TimeSpan.FromHours(23));
        receiver.Calls.Count.ShouldBeInRange(10, 14);
        var dead = (await SeenAsync(node, made.Webhook.Id, DeliveryStates.Dead)).ShouldHaveSingleItem();
        (await node.Database.SortedSetLengthAsync($"s5:{{{Tenant}}}:audit:open")).ShouldBeGreaterThan(0);
        string.Concat((await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:audit:open")).Select(one => one.ToString()))
            .ShouldContain($"\"action\":\"webhook.given_up\",\"resource\":\"webhook-delivery/{dead.Id}\",\"outcome\":\"failed\"");

        receiver.Says(200);
        var replayed = (await node.Hooks.ReplayAsync(Tenant, dead.Id, Ana, Ct)).ShouldNotBeNull();
        (replayed.Again, replayed.View.State, replayed.View.Attempts).ShouldBe((true, DeliveryStates.Pending, 0));
        await CallAsync(node);

        (await SeenAsync(node, made.Webhook.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryStates.Delivered);
        (await node.Hooks.ReplayAsync(Tenant, dead.Id, Ana, Ct)).ShouldNotBeNull().Again.ShouldBeFalse();
        (await node.Hooks.ReplayAsync("rival", dead.Id, Ana, Ct)).ShouldBeNull();
        (await node.Hooks.ReplayAsync(Tenant, "msg_none", Ana, Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task Retry_after_is_honoured_up_to_the_end_of_the_day(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        await AddAsync(node, receiver);
        receiver.Says(429, "3600");
        await FinishAsync(node);
        await CallAsync(node);

        Advance(TimeSpan.FromMinutes(58));
        (await CallAsync(node)).ShouldBe(0);
        receiver.Says(503, "999999");
        Advance(TimeSpan.FromMinutes(3));
        (await CallAsync(node)).ShouldBe(1);
        Advance(TimeSpan.FromHours(22));
        (await CallAsync(node)).ShouldBe(0);
        Advance(TimeSpan.FromHours(1.1));
        (await CallAsync(node)).ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Gone_disables_the_endpoint_and_what_else_waits_for_it_is_given_up(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(node, receiver);
        receiver.Says(410);
        await FinishAsync(node);
        await FinishAsync(node);
        await CallAsync(node);

        var endpoint = (await node.Webhooks.FindAsync(Tenant, made.Webhook.Id, Ct))!;
        (endpoint.Enabled, endpoint.DisabledReason).ShouldBe((false, "gone"));
        receiver.Calls.Count.ShouldBe(1);
        (await SeenAsync(node, made.Webhook.Id)).Select(one => one.State).Distinct().ShouldBe([DeliveryStates.Dead]);
        await FinishAsync(node);
        (await SeenAsync(node, made.Webhook.Id)).Count.ShouldBe(2);
        string.Concat((await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:audit:open")).Select(one => one.ToString()))
            .ShouldContain($"\"action\":\"webhook.disabled\",\"resource\":\"webhook/{made.Webhook.Id}\"");

        receiver.Says(200);
        await node.Webhooks.UpdateAsync(Tenant, made.Webhook.Id,
            new WebhookRequest { Url = receiver.Url.ToString(), Events = [WebhookEvents.TaskCompleted] }, null, Ana, Ct);
        await FinishAsync(node);
        (await CallAsync(node)).ShouldBe(1);
        receiver.Calls.Count.ShouldBe(2);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "WH-D1")]
    public async Task An_endpoint_that_hangs_holds_up_no_other_and_takes_one_place_once_it_failed(StoreKind kind)
    {
        var node = await HooksAsync(kind, ("Stage5:Webhooks:PerEndpoint", "2"));
        var (slow, quick) = (await ReceiverAsync(), await ReceiverAsync());
        var (hangs, answers) = (await AddAsync(node, slow), await AddAsync(node, quick));
        for (var i = 0; i < 5; i++)
            await FinishAsync(node);

        // Four claims with none settled: two of each endpoint, whatever the order.
        var claims = new List<WebhookClaim>();
        while (await ClaimHookAsync(node) is { } claim)
            claims.Add(claim);
        claims.Count(claim => claim.EndpointId == hangs.Webhook.Id).ShouldBe(2);
        claims.Count(claim => claim.EndpointId == answers.Webhook.Id).ShouldBe(2);

        foreach (var claim in claims.Where(claim => claim.EndpointId == hangs.Webhook.Id))
            await node.Hooks.SettleAsync(claim, new WebhookResult(WebhookResult.Failed, null, "No."), Ct);
        foreach (var claim in claims.Where(claim => claim.EndpointId == answers.Webhook.Id))
            await node.HookDeliverer.DeliverAsync(claim, Ct);
        claims.Clear();
        while (await ClaimHookAsync(node) is { } claim)
            claims.Add(claim);

        claims.Count(claim => claim.EndpointId == hangs.Webhook.Id).ShouldBe(1);
        claims.Count(claim => claim.EndpointId == answers.Webhook.Id).ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task A_worker_that_dies_is_stood_in_for_and_decides_nothing_when_it_comes_back(StoreKind kind)
    {
        var first = await HooksAsync(kind);
        var second = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(first, receiver);
        await FinishAsync(first);
        var claim = (await ClaimHookAsync(first)).ShouldNotBeNull();

        (await ClaimHookAsync(second)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromSeconds(60));
        (await CallAsync(second)).ShouldBe(1);

        (await first.Hooks.SettleAsync(claim, new WebhookResult(WebhookResult.Failed, 500), Ct)).ShouldBeNull();
        (await SeenAsync(first, made.Webhook.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryStates.Delivered);
    }

    [Theory, OnEachStore]
    public async Task A_delivery_that_every_worker_dies_of_is_given_up(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var made = await AddAsync(node, await ReceiverAsync());
        await FinishAsync(node);
        var claimed = 0;
        while (await ClaimHookAsync(node) is not null)
        {
            claimed++;
            Clock.Advance(TimeSpan.FromSeconds(60));
        }

        claimed.ShouldBe(100);
        var dead = (await SeenAsync(node, made.Webhook.Id)).ShouldHaveSingleItem();
        (dead.State, dead.Error).ShouldBe(
            (DeliveryStates.Dead, "Every worker that called it ended before it said what came of it."));
    }

    [Theory, OnEachStore]
    public async Task A_reply_reaches_the_endpoints_through_the_outbox_of_replies_once(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        await MakeAsync(node);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(node, receiver, WebhookEvents.ReplyDelivered);

        var taskId = await FinishAsync(node, To("Hola, \"mundo\"", channel: DeliveryChannels.Webhook));
        var claim = (await ClaimDueAsync(node)).ShouldNotBeNull();
        await Channel(node).DeliverAsync(claim.Delivery, Ct);
        await node.Deliverer.DeliverAsync(claim, Ct);
        (await CallAsync(node)).ShouldBe(1);

        (await StatesAsync(node, taskId)).ShouldBe("delivered:1");
        var call = receiver.Calls.ShouldHaveSingleItem();
        Verdict(call, made.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
        var data = JsonNode.Parse(call.Body)!["data"]!;
        (data["text"]!.GetValue<string>(), data["language"]!.GetValue<string>(), data["conversationId"]!.GetValue<string>(),
            data["taskId"]!.GetValue<string>(), data["translations"]![0]!["language"]!.GetValue<string>())
            .ShouldBe(("Hola, \"mundo\"", "es", Room, taskId, "de"));
    }

    [Theory, OnEachStore]
    public async Task A_reply_that_no_endpoint_takes_is_given_up_with_the_reason(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        await MakeAsync(node);
        var taskId = await FinishAsync(node, To("Hola", channel: DeliveryChannels.Webhook));

        await DeliverAsync(node);

        (await node.Outbox.ListAsync(Tenant, taskId, Ct)).ShouldHaveSingleItem().Error
            .ShouldBe("No webhook endpoint of the tenant takes reply.delivered.");
    }

    [Theory, OnEachStore]
    public async Task Whoever_waits_is_woken_by_the_end_of_a_task(StoreKind kind)
    {
        var api = await HooksAsync(kind);
        var worker = await HooksAsync(kind);
        await AddAsync(api, await ReceiverAsync());
        (await worker.HookQueue.ClaimAsync(Ct)).ShouldBeNull();
        var waiting = worker.HookQueue.WaitAsync(Ct);

        // Time stands still: only the publication can wake it.
        await FinishAsync(api);
        await waiting;

        (await worker.HookQueue.ClaimAsync(Ct)).ShouldNotBeNull();
    }

    [Theory, OnEachStore]
    public async Task Every_key_lies_in_its_tenants_slot_and_a_removed_endpoint_leaves_none(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = await AddAsync(node, receiver);
        receiver.Says(500);
        await FinishAsync(node);
        await FinishAsync(node);
        await node.HookDeliverer.DeliverAsync((await ClaimHookAsync(node))!, Ct);
        await ClaimHookAsync(node);

        var slot = node.Connection.HashSlot(Keys.Root(Tenant));
        string[] All() => [.. node.Connection.GetServer(node.Connection.GetEndPoints()[0]).Keys()
            .Select(key => key.ToString()).Where(key => key.Contains("webhook", StringComparison.Ordinal))];
        All().Length.ShouldBeGreaterThan(8);
        All().ShouldAllBe(key => node.Connection.HashSlot(key) == slot);

        (await node.Webhooks.DeleteAsync(Tenant, made.Webhook.Id, Ana, Ct)).ShouldBeTrue();
        All().ShouldBeEmpty();
        (await node.Webhooks.DeleteAsync(Tenant, made.Webhook.Id, Ana, Ct)).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task What_finds_the_queue_full_is_on_record_and_goes_again_however_much_was_delivered_since(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var id = (await AddAsync(node, receiver)).Webhook.Id;
        await FillAsync(node, $":webhook-queue:{id}", 10_000, since: "9000000000000");
        await FinishAsync(node);
        var dead = (await SeenAsync(node, id)).ShouldHaveSingleItem();
        (dead.State, dead.Error).ShouldBe((DeliveryStates.Dead, "Too much waits for this endpoint."));
        (await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:audit:open")).Select(one => one.ToString())
            .ShouldContain(line => line.Contains($"\"webhook.given_up\",\"resource\":\"webhook-delivery/{dead.Id}\"")
                && line.Contains("queue_full"));

        // A thousand were delivered after it, and one more.
        await node.Database.KeyDeleteAsync($"s5:{{{Tenant}}}:webhook-queue:{id}");
        await FillAsync(node, $":webhook-log:{id}", 1000, since: "9000000000000");
        await FillAsync(node, $":webhook-done:{id}", 1000, since: "1");
        await FinishAsync(node);
        await CallAsync(node);

        var log = (await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:webhook-log:{id}"))
            .Select(one => one.ToString()).ToList();
        log.Count.ShouldBe(1001, "the oldest that was delivered made room");
        log.ShouldContain(dead.Id);
        log.ShouldNotContain("1");
        (await node.Hooks.ReplayAsync(Tenant, dead.Id, Ana, Ct)).ShouldNotBeNull().Again.ShouldBeTrue();
    }

    private static async Task FillAsync(TaskNode node, string key, int count, string since) =>
        await node.Database.ScriptEvaluateAsync("""
            for i = 1, tonumber(ARGV[1]) do
              redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(ARGV[2]) + i), tostring(i))
            end
            """,
            [$"s5:{{{Tenant}}}{key}"], [count, since]);
}
