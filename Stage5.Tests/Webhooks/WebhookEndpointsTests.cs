using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Webhooks;
using Stage5.Tests.Api;

namespace Stage5.Tests.Webhooks;

public sealed class WebhookEndpointsTests(WebhookApi api) : IClassFixture<WebhookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_is_made_tested_rotated_changed_and_removed()
    {
        await using var receiver = await Receiver.StartAsync();
        using var admin = api.ClientOf("life", "ana", "admin");
        using var made = await admin.PostAsJsonAsync("/api/webhooks", Request(receiver), Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        var first = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookSecretView, Ct))!;
        var path = $"/api/webhooks/{first.Webhook.Id}";
        made.Headers.Location!.ToString().ShouldBe(path);

        // Its secret is never shown again.
        (await admin.GetStringAsync("/api/webhooks", Ct)).ShouldNotContain("whsec_");
        using var found = await admin.GetAsync(path, Ct);
        found.Headers.ETag!.Tag.ShouldBe("\"1\"");

        using var tested = await admin.PostAsync($"{path}/test", null, Ct);
        tested.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await api.CallAsync("life", Ct);
        var call = receiver.Calls.ShouldHaveSingleItem();
        JsonNode.Parse(call.Body)!["type"]!.GetValue<string>().ShouldBe("webhook.test");
        StandardWebhook.Verify([Signing.Secret(first.Secret)], call.Headers, call.Body, TimeProvider.System.GetUtcNow())
            .ShouldBe(SignatureVerdict.Valid);

        using var rotated = await admin.PostAsync($"{path}/rotate", null, Ct);
        var second = (await rotated.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookSecretView, Ct))!;
        second.Secret.ShouldNotBe(first.Secret);
        second.Webhook.PreviousSecretUntil.ShouldNotBeNull();

        using var stale = await PutAsync(admin, path, Request(receiver) with { Enabled = false }, "\"1\"");
        await stale.ShouldBeProblemAsync(412, "version_conflict");
        using var changed = await PutAsync(admin, path, Request(receiver) with { Enabled = false }, "\"2\"");
        (await changed.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookView, Ct))!.Enabled.ShouldBeFalse();
        using var disabled = await admin.PostAsync($"{path}/test", null, Ct);
        await disabled.ShouldBeProblemAsync(409, "webhook_disabled");

        using var removed = await admin.DeleteAsync(path, Ct);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var gone = await admin.GetAsync(path, Ct);
        await gone.ShouldBeProblemAsync(404, "webhook_not_found");

        var audit = string.Concat((await api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
            .SortedSetRangeByRankAsync("s5:{life}:audit:open")).Select(one => one.ToString()));
        foreach (var action in new[] { "created", "tested", "rotated", "changed", "removed", "delivered" })
            audit.ShouldContain($"\"action\":\"webhook.{action}\"");
        audit.ShouldContain($"\"resource\":\"webhook/{first.Webhook.Id}\"");
        audit.ShouldNotContain("whsec_");
        audit.ShouldNotContain("of=test");
    }

    [Fact]
    public async Task What_was_given_up_is_seen_and_goes_again()
    {
        await using var receiver = await Receiver.StartAsync();
        using var admin = api.ClientOf("dead", "ana", "admin");
        using var made = await admin.PostAsJsonAsync("/api/webhooks", Request(receiver), Ct);
        var endpoint = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookSecretView, Ct))!.Webhook;
        receiver.Says(410);
        using var tested = await admin.PostAsync($"/api/webhooks/{endpoint.Id}/test", null, Ct);
        var delivery = (await tested.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookDeliveryView, Ct))!;
        await api.CallAsync("dead", Ct);
        var dead = (await admin.GetFromJsonAsync($"/api/webhooks/{endpoint.Id}/deliveries?state=dead",
            ContractsJson.Default.WebhookDeliveries, Ct))!.Deliveries.ShouldHaveSingleItem();
        (dead.Id, dead.Status, dead.Type).ShouldBe((delivery.Id, 410, "webhook.test"));

        receiver.Says(200);
        using var enabled = await PutAsync(admin, $"/api/webhooks/{endpoint.Id}", Request(receiver), null);
        enabled.EnsureSuccessStatusCode();
        using var replayed = await admin.PostAsync($"/api/webhooks/deliveries/{dead.Id}/replay", null, Ct);
        replayed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await api.CallAsync("dead", Ct);

        receiver.Calls.Count.ShouldBe(2);
        receiver.Calls.Select(call => call.Headers.Id[0]).Distinct().ShouldBe([delivery.Id]);
        using var again = await admin.PostAsync($"/api/webhooks/deliveries/{dead.Id}/replay", null, Ct);
        await again.ShouldBeProblemAsync(409, "already_delivered");
        using var rival = api.ClientOf("rival", "ana", "admin");
        foreach (var (method, path, code) in new[]
        {
            (HttpMethod.Get, $"/api/webhooks/{endpoint.Id}", "webhook_not_found"),
            (HttpMethod.Get, $"/api/webhooks/{endpoint.Id}/deliveries", "webhook_not_found"),
            (HttpMethod.Delete, $"/api/webhooks/{endpoint.Id}", "webhook_not_found"),
            (HttpMethod.Post, $"/api/webhooks/{endpoint.Id}/rotate", "webhook_not_found"),
            (HttpMethod.Post, $"/api/webhooks/{endpoint.Id}/test", "webhook_not_found"),
            (HttpMethod.Post, $"/api/webhooks/deliveries/{dead.Id}/replay", "delivery_not_found"),
        })
        {
            using var strange = await rival.SendAsync(new HttpRequestMessage(method, path), Ct);
            await strange.ShouldBeProblemAsync(404, code);
        }
    }

    [Theory]
    [InlineData("http://hooks.example.com/", "task.failed", "url must be https.")]
    [InlineData("https://169.254.169.254/latest/meta-data", "task.failed", "url must not lead to an address that is not public.")]
    [InlineData("https://hooks.example.com/", "task.exploded", "events must be of:")]
    [InlineData("https://hooks.example.com/", "webhook.test", "events must be of:")]
    [InlineData("", "task.failed", "url is required.")]
    public async Task An_endpoint_that_may_not_be_called_or_asks_for_what_is_not_there_is_refused(
        string url, string type, string said)
    {
        using var admin = api.ClientOf("wrong", "ana", "admin");
        using var response = await admin.PostAsJsonAsync(
            "/api/webhooks", new WebhookRequest { Url = url, Events = [type] }, Ct);

        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain(said);
        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Theory]
    [InlineData("user")]
    [InlineData("reviewer")]
    [InlineData("auditor")]
    [InlineData("service")]
    [InlineData("platformAdmin")]
    [Trait("Threat", "WH-E1")]
    public async Task Only_operators_and_administrators_see_and_change_endpoints(string role)
    {
        using var caller = api.ClientOf("roles", "ana", role);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/api/webhooks"), (HttpMethod.Post, "/api/webhooks"),
            (HttpMethod.Delete, "/api/webhooks/we0123456789abcdef"), (HttpMethod.Post, "/api/webhooks/deliveries/x/replay"),
        })
        {
            using var response = await caller.SendAsync(new HttpRequestMessage(method, path), Ct);
            await response.ShouldBeProblemAsync(403, "permission_denied");
        }
    }

    private static WebhookRequest Request(Receiver receiver) => new()
    {
        Url = receiver.Url.ToString(),
        Events = [WebhookEvents.TaskCompleted, WebhookEvents.TaskFailed],
    };

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, string path, WebhookRequest body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request, Ct);
    }
}

/// <summary>Without a key to keep secrets under.</summary>
public sealed class WebhooksWithoutKeyTests(WebhooksWithoutKeyTests.Api api) : IClassFixture<WebhooksWithoutKeyTests.Api>
{
    [Fact]
    public async Task No_endpoint_is_made_and_the_answer_says_what_to_set()
    {
        using var admin = api.ClientOf("demo", "ana", "admin");
        using var response = await admin.PostAsJsonAsync("/api/webhooks",
            new WebhookRequest { Url = "https://hooks.example.com/", Events = [WebhookEvents.TaskFailed] },
            TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(503, "webhooks_not_configured");
    }

    public sealed class Api : StoredApi;
}
