using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Stage5.Contracts;
using Stage5.Core.Webhooks;
using Stage5.Tests.Assistant;

namespace Stage5.Tests.Webhooks;

/// <summary>In by a signed callback, through API, store, worker and model, and out by a signed webhook.</summary>
[Collection(AssistantCollection.Name)]
public sealed class RoundTripTests(AssistantSystem system)
{
    private const string Tenant = "hooked";
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static readonly byte[] TeamsKey = SHA256.HashData("a key of Teams"u8);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static (string Key, string Value)[] Settings =>
    [
        ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo="),
        ("Stage5:Webhooks:AllowedNetworks:0", "127.0.0.0/8"),
        ("Stage5:Secrets:round-trip", Secret),
        ("Stage5:Secrets:round-trip-teams", Convert.ToBase64String(TeamsKey)),
        ("Stage5:Callbacks:Sources:crm:Kind", "standard"),
        ("Stage5:Callbacks:Sources:crm:Secret", "round-trip"),
        ("Stage5:Callbacks:Sources:crm:Tenant", Tenant),
        ("Stage5:Callbacks:Sources:crm:Events:0", "message.created"),
        ("Stage5:Callbacks:Sources:teams:Kind", "teamsOutgoing"),
        ("Stage5:Callbacks:Sources:teams:Secret", "round-trip-teams"),
        ("Stage5:Callbacks:Sources:teams:Tenant", Tenant),
        ("Stage5:Callbacks:Sources:teams:TargetLanguage", "es"),
    ];

    [Fact]
    public async Task A_signed_message_comes_back_as_a_signed_reply()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        system.Reset();
        await using var receiver = await Receiver.StartAsync();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            if (receiver.Calls.Count == 2) both.TrySetResult();
            return Task.CompletedTask;
        };
        using var admin = system.ClientOf("ana", Tenant, "admin");
        using var made = await admin.PostAsJsonAsync("/api/webhooks", new WebhookRequest
        {
            Url = receiver.Url.ToString(),
            Events = [WebhookEvents.ReplyDelivered, WebhookEvents.TaskCompleted],
        }, limit.Token);
        var endpoint = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookSecretView, limit.Token))!;

        using var nobody = system.ClientOf();
        nobody.DefaultRequestHeaders.Authorization = null;
        using var call = Signing.Request("/api/callbacks/crm", Secret, """
            {"type":"message.created","data":{"conversationId":"crm-1","text":"The ship has sailed.",
             "sourceLanguage":"en","targetLanguage":"de","additionalTargetLanguages":["fr"]}}
            """, TimeProvider.System.GetUtcNow());
        using var accepted = await nobody.SendAsync(call, limit.Token);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync(limit.Token));
        var taskId = (await accepted.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, limit.Token))!.TaskId;
        await both.Task.WaitAsync(limit.Token);

        receiver.Calls.ShouldAllBe(one => StandardWebhook.Verify(new[] { Signing.Secret(endpoint.Secret) }, one.Headers,
            one.Body, TimeProvider.System.GetUtcNow()) == SignatureVerdict.Valid);
        var events = receiver.Calls.Select(one => JsonNode.Parse(one.Body)!).ToDictionary(one => (string)one["type"]!);
        var reply = events[WebhookEvents.ReplyDelivered]["data"]!;
        ((string?)reply["taskId"], (string?)reply["text"], (string?)reply["language"], (string?)reply["conversationId"])
            .ShouldBe((taskId, "THE SHIP HAS SAILED.", "de", "crm-1"));
        ((string?)reply["translations"]![0]!["language"], (string?)reply["user"]).ShouldBe(("fr", "callback-crm"));
        ((string?)events[WebhookEvents.TaskCompleted]["data"]!["taskId"]).ShouldBe(taskId);
        using var deliveries = await admin.GetAsync($"/api/tasks/{taskId}/deliveries", limit.Token);
        (await deliveries.JsonAsync())["deliveries"]![0]!["channel"]!.GetValue<string>().ShouldBe("webhook");
        using var removed = await admin.DeleteAsync($"/api/webhooks/{endpoint.Webhook.Id}", limit.Token);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_message_that_mentions_the_Teams_webhook_is_translated_in_the_same_call()
    {
        system.Reset();
        using var nobody = system.ClientOf();
        nobody.DefaultRequestHeaders.Authorization = null;
        var body = new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1776825925953",
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["text"] = "<at>stage5</at>&nbsp;The ship that we waited for has sailed.",
            ["conversation"] = new JsonObject { ["id"] = "19:x@thread.tacv2;messageid=1776825925953" },
        }.ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/callbacks/teams")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization",
            "HMAC " + Convert.ToBase64String(HMACSHA256.HashData(TeamsKey, Signing.Bytes(body))));

        using var response = await nobody.SendAsync(request, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.JsonAsync()).ToJsonString()
            .ShouldBe("""{"type":"message","text":"THE SHIP THAT WE WAITED FOR HAS SAILED."}""");
    }
}
