using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

[Trait("Attack", "webhook signature")]
public sealed class CallbackTests(CallbackApi api) : IClassFixture<CallbackApi>
{
    private const string Message = """
        {"type":"message.created","timestamp":"2026-11-21T12:00:00Z",
         "data":{"conversationId":"crm-7","text":"Good morning","sourceLanguage":"en","targetLanguage":"es"}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "CB-R1")]
    public async Task A_signed_message_becomes_a_turn_of_the_sources_service_user()
    {
        using var http = api.CreateClient();
        using var request = CallbackApi.Signed(Message);
        using var response = await http.SendAsync(request, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Ct));
        var accepted = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, Ct))!;
        response.Headers.Location!.ToString().ShouldBe($"/api/tasks/{accepted.TaskId}");
        var task = (await api.Services.GetRequiredService<TaskStore>().FindAsync("acme", accepted.TaskId, Ct))!;
        (task.User, task.Key, task.Request.Kind, task.Request.Channel, task.Request.ConversationId, task.Request.Text)
            .ShouldBe(("callback-crm", "callback-crm", "translate", "webhook", "crm-7", "Good morning"));
        var audit = await AuditAsync("acme");
        audit.ShouldContain("\"action\":\"callback.received\",\"resource\":\"callback/crm\"");
        audit.ShouldContain("\"actor\":{\"user\":\"callback-crm\",\"credential\":\"signature\",\"id\":\"callback-crm\"}");
    }

    [Fact]
    [Trait("Threat", "CB-S2")]
    public async Task The_same_callback_again_is_refused_and_makes_no_second_turn()
    {
        using var http = api.CreateClient();
        var id = CallbackApi.NewId();
        using var first = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var replayed = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        await replayed.ShouldBeProblemAsync(409, "replayed");

        // Once the store has forgotten it, the sender's own late attempt is answered with the same task.
        await api.Services.GetRequiredService<CallbackReplays>().ForgetAsync("acme", "crm", id);
        using var late = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        (await late.Content.ReadAsStringAsync(Ct)).ShouldBe(await first.Content.ReadAsStringAsync(Ct));
        await api.Services.GetRequiredService<CallbackReplays>().ForgetAsync("acme", "crm", id);
        using var other = await http.SendAsync(CallbackApi.Signed(Message.Replace("morning", "night"), id), Ct);
        await other.ShouldBeProblemAsync(409, "replayed");
    }

    [Fact]
    public async Task Whoever_takes_a_callback_and_ends_without_a_word_keeps_nobody_from_it_for_long()
    {
        using var http = api.CreateClient();
        var id = CallbackApi.NewId();
        var replays = api.Services.GetRequiredService<CallbackReplays>();
        (await replays.TakeAsync("acme", "crm", id, Ct)).ShouldBe(ReplayVerdict.New);

        using var meanwhile = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        await meanwhile.ShouldBeProblemAsync(409, "callback_under_way");
        meanwhile.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        (await RememberedAsync(id)).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

        // What the store does by itself when the time is over.
        await Database.KeyDeleteAsync(KeyOf(id));
        using var retried = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        retried.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await RememberedAsync(id)).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        (await replays.TakeAsync("acme", "crm", id, Ct)).ShouldBe(ReplayVerdict.Taken);
    }

    [Fact]
    public async Task What_came_to_nothing_may_be_sent_again_with_its_id()
    {
        using var http = api.CreateClient();
        var id = CallbackApi.NewId();
        using var refused = await http.SendAsync(
            CallbackApi.Signed(Message.Replace("targetLanguage", "target"), id), Ct);
        await refused.ShouldBeProblemAsync(400, "target_language_required");

        using var taken = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);

        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("crm", """{"type":"message.created\ud800","data":{}}""")]
    [InlineData("crm", """{"type":"message.created","data":{"conversationId":"a","text":"half \udfff a sign","targetLanguage":"es"}}""")]
    [InlineData("crm", """{"type":"message.created","\ud800":1,"data":{}}""")]
    [InlineData("room", """{"type":"message","text":"half \ud800 a sign",NAMED}""")]
    [InlineData("room", """{"type":"mess\ud800age",NAMED}""")]
    public async Task Half_a_pair_of_surrogates_is_told_to_be_no_text(string source, string body)
    {
        using var http = api.CreateClient();
        using var request = source == "crm"
            ? CallbackApi.Signed(body)
            : CallbackApi.Teams(body.Replace("NAMED", $$"""
                "id":"{{Guid.NewGuid():N}}","timestamp":"{{TimeProvider.System.GetUtcNow():O}}","conversation":{"id":"19:x"}
                """));
        using var response = await http.SendAsync(request, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    [Trait("Threat", "CB-S1")]
    public async Task Without_a_valid_signature_nothing_is_taken_remembered_or_told()
    {
        using var http = api.CreateClient();
        var id = CallbackApi.NewId();
        (string Code, Action<HttpRequestMessage> Attack)[] attacks =
        [
            ("unauthenticated", request =>
            {
                foreach (var name in new[] { StandardWebhook.IdHeader, StandardWebhook.TimestampHeader, StandardWebhook.SignatureHeader })
                    request.Headers.Remove(name);
            }),
            ("signature_invalid", request => request.Headers.Remove(StandardWebhook.SignatureHeader)),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.SignatureHeader, "")),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.SignatureHeader,
                CallbackApi.Header(request, StandardWebhook.SignatureHeader).Replace("v1,", "v1a,"))),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.SignatureHeader,
                CallbackApi.Header(request, StandardWebhook.SignatureHeader),
                CallbackApi.Header(request, StandardWebhook.SignatureHeader))),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.IdHeader, id, id)),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.TimestampHeader,
                CallbackApi.Header(request, StandardWebhook.TimestampHeader) + "000")),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.IdHeader, $"{id}.1")),
            ("signature_invalid", request => CallbackApi.Replace(request, StandardWebhook.SignatureHeader, new string('v', 8_000))),
            ("signature_invalid", request => request.Content = new StringContent(Message + " ")),
            ("unauthenticated", request => request.RequestUri = new Uri("/api/callbacks/nobody", UriKind.Relative)),
            ("unauthenticated", request => request.RequestUri = new Uri("/api/callbacks/room", UriKind.Relative)),
        ];
        foreach (var (code, attack) in attacks)
        {
            using var request = CallbackApi.Signed(Message, id);
            attack(request);
            using var response = await http.SendAsync(request, Ct);
            await response.ShouldBeProblemAsync(401, code);
        }

        using var other = await http.SendAsync(CallbackApi.Signed(Message, id, secret: Signing.Published), Ct);
        await other.ShouldBeProblemAsync(401, "signature_invalid");
        foreach (var minutes in new[] { -6, 6 })
        {
            using var late = await http.SendAsync(Signing.Request("/api/callbacks/crm", CallbackApi.Secret, Message,
                TimeProvider.System.GetUtcNow().AddMinutes(minutes), id), Ct);
            await late.ShouldBeProblemAsync(401, "signature_expired");
        }

        // None of them was remembered: the right one is taken, and is the first.
        using var right = await http.SendAsync(CallbackApi.Signed(Message, id), Ct);
        right.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await AuditAsync("stage5.platform")).ShouldContain(
            "\"action\":\"authentication.failed\",\"resource\":\"endpoint/POST /api/callbacks/{source}\",\"outcome\":\"refused\"");
    }

    [Fact]
    [Trait("Threat", "CB-E1")]
    public async Task A_bearer_token_of_any_role_is_no_signature_and_a_signature_no_token()
    {
        foreach (var role in new[] { "admin", "service", "platformAdmin" })
        {
            using var caller = api.ClientOf("acme", "ana", role);
            using var response = await caller.PostAsync("/api/callbacks/crm", new StringContent(Message), Ct);
            await response.ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var http = api.CreateClient();
        using var request = CallbackApi.Signed(Message);
        request.RequestUri = new Uri("/api/tasks", UriKind.Relative);
        using var elsewhere = await http.SendAsync(request, Ct);
        await elsewhere.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Theory]
    [InlineData("""{"type":"message.exploded","data":{}}""", 422, "unknown_event_type")]
    [InlineData("""{"type":7}""", 400, "invalid_request")]
    [InlineData("""{"data":{}}""", 400, "invalid_request")]
    [InlineData("""{"type":"message.created","type":"message.created","data":{}}""", 400, "invalid_request")]
    [InlineData("[]", 400, "invalid_request")]
    [InlineData("not json", 400, "invalid_request")]
    [InlineData("""{"type":"message.created"}""", 400, "invalid_request")]
    [InlineData("""{"type":"message.created","data":7}""", 400, "invalid_request")]
    [InlineData("""{"type":"message.created","data":{"text":"Hi","targetLanguage":"es"}}""", 400, "conversation_required")]
    [InlineData("""{"type":"message.created","data":{"conversationId":"a b","text":"Hi","targetLanguage":"es"}}""", 400, "invalid_request")]
    [InlineData("""{"type":"message.created","data":{"conversationId":"a","text":"","targetLanguage":"es"}}""", 400, "text_required")]
    [InlineData("""{"type":"message.created","data":{"kind":"explode","conversationId":"a","text":"Hi"}}""", 400, "invalid_request")]
    public async Task What_is_signed_and_makes_no_sense_is_told_so(string body, int status, string code)
    {
        using var http = api.CreateClient();
        using var response = await http.SendAsync(CallbackApi.Signed(body), Ct);

        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    [Trait("Threat", "CB-E1")]
    public async Task A_source_delivers_only_what_it_may()
    {
        using var http = api.CreateClient();
        using var response = await http.SendAsync(CallbackApi.Signed(Message, source: "quiet"), Ct);

        await response.ShouldBeProblemAsync(403, "event_not_allowed");
    }

    [Fact]
    [Trait("Threat", "CB-D1")]
    public async Task More_than_256_KiB_is_not_read()
    {
        using var http = api.CreateClient();
        using var large = await http.SendAsync(CallbackApi.Signed(new string('x', 256 * 1024 + 1)), Ct);
        await large.ShouldBeProblemAsync(413, "payload_too_large");
        using var request = CallbackApi.Signed(new string('x', 256 * 1024 + 1));
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await http.SendAsync(request, Ct);
        await chunked.ShouldBeProblemAsync(413, "payload_too_large");
    }

    [Fact]
    public async Task A_message_from_Teams_is_answered_in_the_same_call()
    {
        using var http = api.CreateClient();
        var body = Activity("17");
        using var response = await http.SendAsync(CallbackApi.Teams(body), Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
        answer["type"]!.GetValue<string>().ShouldBe("message");
        answer["text"]!.GetValue<string>().ShouldNotBeEmpty();
        using var replayed = await http.SendAsync(CallbackApi.Teams(body), Ct);
        await replayed.ShouldBeProblemAsync(409, "replayed");
    }

    [Fact]
    public async Task A_call_from_Teams_needs_its_signature_a_time_near_ours_and_a_name()
    {
        using var http = api.CreateClient();
        var now = TimeProvider.System.GetUtcNow();
        (HttpRequestMessage Request, string Code)[] calls =
        [
            (CallbackApi.Teams(Activity("1"), key: [1, 2, 3]), "signature_invalid"),
            (CallbackApi.Teams(Activity("2", now.AddMinutes(-6))), "signature_expired"),
            (CallbackApi.Teams(Activity("3", now.AddMinutes(6))), "signature_expired"),
            (CallbackApi.Teams("""{"type":"message","id":"4"}"""), "signature_invalid"),
            (Unsigned(Activity("5"), null), "unauthenticated"),
            (Unsigned(Activity("6"), "HMAC"), "signature_invalid"),
        ];
        foreach (var (request, code) in calls)
        {
            using var response = await http.SendAsync(request, Ct);
            await response.ShouldBeProblemAsync(401, code);
            request.Dispose();
        }

        static HttpRequestMessage Unsigned(string body, string? authorization)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/callbacks/room") { Content = new StringContent(body) };
            if (authorization is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue(authorization);
            return request;
        }
    }

    [Fact]
    public async Task The_status_says_that_no_way_around_a_signature_is_left()
    {
        using var ana = api.ClientOf("acme");
        var status = (await ana.GetFromJsonAsync("/api/status", ContractsJson.Default.StatusView, Ct))!;

        status.HmacFallback.ShouldBe("removed");
    }

    private static string Activity(string id, DateTimeOffset? at = null) => new JsonObject
    {
        ["type"] = "message",
        ["id"] = id,
        ["timestamp"] = (at ?? TimeProvider.System.GetUtcNow()).ToString("O"),
        ["text"] = "<at>stage5</at>&nbsp;Good morning",
        ["conversation"] = new JsonObject { ["id"] = "19:x@thread.tacv2;messageid=1" },
    }.ToJsonString();

    private IDatabase Database => api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static string KeyOf(string id) => $"s5:{{acme}}:callback:crm:{CallbackSources.Fingerprint(id)}";

    private async Task<TimeSpan> RememberedAsync(string id) =>
        (await Database.KeyTimeToLiveAsync(KeyOf(id))).ShouldNotBeNull();

    private async Task<string> AuditAsync(string tenant) => string.Concat((await api.Services
        .GetRequiredService<IConnectionMultiplexer>().GetDatabase()
        .SortedSetRangeByRankAsync($"s5:{{{tenant}}}:audit:open")).Select(one => one.ToString()));
}
