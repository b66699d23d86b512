using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Tests.Assistant;

/// <summary>A turn that a reviewer has to decide, from the message to the conversation.</summary>
[Collection(AssistantCollection.Name)]
public sealed class ReviewTurnTests(AssistantSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_waits_for_its_reviewer_and_then_stands_in_the_conversation_as_edited()
    {
        system.Reset();
        using var api = system.ClientOf();
        using var rita = system.ClientOf("rita", role: "reviewer");
        var room = $"room-{Guid.NewGuid():N}";
        using var stream = await rita.GetAsync("/api/reviews/events", HttpCompletionOption.ResponseHeadersRead, Ct);

        using var parked = await api.SendAsync("/api/reply", new
        {
            conversationId = room,
            text = $"The {room} report is ready.",
            sourceLanguage = "en",
            languagePolicy = new { targetLanguage = "de" },
            review = true,
        });

        parked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var task = await parked.JsonAsync();
        ((string?)task["state"]).ShouldBe("awaitingReview");
        var taskId = (string)task["taskId"]!;
        parked.Headers.Location!.ToString().ShouldBe($"/api/tasks/{taskId}");
        var told = await EventAsync(stream, taskId);
        ((string?)told["state"], (string?)told["author"], (string?)told["reasons"]![0])
            .ShouldBe(("open", "ana", "requested"));
        var id = (string)told["id"]!;
        (await MessagesAsync(api, room)).ShouldBeEmpty();

        using var early = await DecideAsync(rita, id, "*", new { decision = "approved" });
        await early.ShouldBeProblemAsync(409, "not_your_lease");
        using var unseen = await rita.PostAsJsonAsync($"/api/reviews/{id}/lease", new { }, Ct);
        await unseen.ShouldBeProblemAsync(428, "precondition_required");
        using var leased = await rita.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "\"1\""));
        leased.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var ron = system.ClientOf("ron", role: "reviewer");
        using var taken = await ron.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "\"1\""));
        await taken.ShouldBeProblemAsync(409, "review_leased");
        ((string?)(await taken.JsonAsync())["reviewer"]).ShouldBe("rita");
        var view = await leased.JsonAsync();
        view["may"]!.AsArray().Select(one => (string?)one).ShouldBe(
            ["lease", "release", "decide", "escalate", "notes"], ignoreOrder: true);
        var edited = $"Der Bericht {room} ist fertig.";
        using var decided = await DecideAsync(rita, id, leased.Headers.ETag!.ToString(),
            new { decision = "edited", texts = new[] { new { language = "de", text = edited } } });
        decided.StatusCode.ShouldBe(HttpStatusCode.OK, await decided.Content.ReadAsStringAsync(Ct));

        var end = await api.EndOfAsync(taskId);
        (end.State, end.Result!.Text).ShouldBe((TaskState.Completed, edited));
        JsonArray messages;
        while ((messages = await MessagesAsync(api, room)).Count == 0) await Task.Yield();
        ((string?)messages.Single()!["text"]).ShouldBe(edited);
        var page = (await rita.GetFromJsonAsync<JsonObject>("/api/reviews?state=decided&reviewer=rita", Ct))!;
        page["reviews"]!.AsArray().Select(one => (string?)one!["id"]).ShouldContain(id);
    }

    [Fact]
    public async Task A_reply_that_went_out_first_is_gone_from_the_conversation_once_it_is_rejected()
    {
        system.Reset();
        const string Tenant = "delivers-first";
        using var olga = system.ClientOf("olga", Tenant, "operator");
        using var change = new HttpRequestMessage(HttpMethod.Put, "/api/settings")
        {
            Content = JsonContent.Create(new
            {
                values = new Dictionary<string, object> { ["reviews.deliverFirst"] = true, ["reviews.samplePercent"] = 100 },
                reason = "Look at everything, later",
            }),
            Headers = { { "If-Match", "\"0\"" } },
        };
        using var set = await olga.SendAsync(change, Ct);
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync(Ct));
        using var api = system.ClientOf(tenant: Tenant);
        using var rita = system.ClientOf("rita", Tenant, "reviewer");
        var (room, id) = await SampledAsync(api, rita);
        await UntilAsync(api, room, all => all.Count == 1);

        using var leased = await rita.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "*"));
        using var edited = await DecideAsync(rita, id, "*",
            new { decision = "edited", texts = new[] { new { language = "de", text = "Anders gesagt." } } });
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync(Ct));
        var replaced = await UntilAsync(api, room, all => all.Count == 2);
        (replaced[0], replaced[1]).ShouldBe((("reply", ""), ("retraction", "Anders gesagt.")));

        using var again = await rita.SendAsync($"/api/reviews/{id}/reopen", new { reason = "Wrong." }, ("If-Match", "*"));
        using var taken = await rita.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "*"));
        using var rejected = await DecideAsync(rita, id, "*", new { decision = "rejected", reason = "Not at all." });
        rejected.StatusCode.ShouldBe(HttpStatusCode.OK, await rejected.Content.ReadAsStringAsync(Ct));

        var left = await UntilAsync(api, room, all => all.Count == 3);
        left.ShouldAllBe(message => message.Text == "");
    }

    [Fact]
    public async Task Nobody_decides_what_they_wrote_and_who_may_not_read_reviews_sees_none()
    {
        system.Reset();
        using var api = system.ClientOf("rita", role: "reviewer");
        var (taskId, id) = await ParkAsync(api, "demo", "I wrote this myself.");

        using var lease = await api.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "*"));

        await lease.ShouldBeProblemAsync(403, "own_work");
        var view = (await api.GetFromJsonAsync<JsonObject>($"/api/reviews/{id}", Ct))!;
        ((string?)view["refusal"]).ShouldBe("own_work");
        using var user = system.ClientOf("ben");
        using var hidden = await user.GetAsync($"/api/reviews/{id}", Ct);
        await hidden.ShouldBeProblemAsync(403, "permission_denied");
        using var stranger = system.ClientOf("ron", tenant: "other", role: "reviewer");
        using var missing = await stranger.GetAsync($"/api/reviews/{id}", Ct);
        await missing.ShouldBeProblemAsync(404, "review_not_found");
        using var cancelled = await api.DeleteAsync($"/api/tasks/{taskId}", Ct);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)(await api.GetFromJsonAsync<JsonObject>($"/api/reviews/{id}", Ct))!["review"]!["state"]).ShouldBe("closed");
    }

    [Fact]
    public async Task What_policy_lets_nobody_write_is_refused_to_reviewers_too()
    {
        system.Reset();
        using var api = system.ClientOf(tenant: AssistantSystem.BlocksCards);
        using var rita = system.ClientOf("rita", AssistantSystem.BlocksCards, "reviewer");
        var (taskId, id) = await ParkAsync(api, AssistantSystem.BlocksCards, "How shall I pay?");
        using var leased = await rita.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "*"));

        using var blocked = await DecideAsync(rita, id, "*", new
        {
            decision = "edited",
            texts = new[] { new { language = "de", text = "Mit 4111 1111 1111 1111." } },
        });

        await blocked.ShouldBeProblemAsync(422, "content_blocked");
        using var rejected = await DecideAsync(rita, id, "*", new { decision = "rejected", reason = "Ask on the phone." });
        rejected.StatusCode.ShouldBe(HttpStatusCode.OK);
        var end = await api.EndOfAsync(taskId);
        (end.State, end.Error!.Code).ShouldBe((TaskState.Failed, "review_rejected"));
    }

    [Fact]
    public async Task Whoever_asks_again_is_told_of_the_same_task_and_whoever_streams_sees_its_end()
    {
        system.Reset();
        using var api = system.ClientOf();
        using var rita = system.ClientOf("rita", role: "reviewer");
        var body = new { text = $"Twice {Guid.NewGuid():N}.", sourceLanguage = "en", targetLanguage = "de", review = true };
        var key = ("Idempotency-Key", $"{Guid.NewGuid():N}");
        using var first = await api.SendAsync("/api/translate", body, key);

        using var again = await api.SendAsync("/api/translate", body, key);

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var task = await again.JsonAsync();
        ((string?)task["taskId"], (string?)task["state"])
            .ShouldBe(((string?)(await first.JsonAsync())["taskId"], "awaitingReview"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/translate")
        {
            Content = JsonContent.Create(body with { text = $"Streamed {Guid.NewGuid():N}." }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var stream = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        var id = (string)(await DataAsync(reader, "\"review_requested\""))["payload"]!["review_id"]!;
        using var lease = await rita.SendAsync($"/api/reviews/{id}/lease", new { }, ("If-Match", "*"));
        using var decided = await DecideAsync(rita, id, "*", new { decision = "approved" });
        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)(await DataAsync(reader, "\"review_decided\""))["payload"]!["reviewer"]).ShouldBe("rita");
        ((string?)(await DataAsync(reader, "\"task_completed\""))["payload"]!["outcome"]).ShouldBe("completed");
        (await reader.ReadToEndAsync(Ct)).Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_id_of_a_review_names_nothing()
    {
        system.Reset();
        using var api = system.ClientOf();
        using var rita = system.ClientOf("rita", role: "reviewer");
        var (_, id) = await ParkAsync(api, "demo", "Whose keys?");

        foreach (var wrong in new[] { $"{id}:entries", $"{id}:evidence", "x" })
        {
            using var read = await rita.GetAsync($"/api/reviews/{wrong}", Ct);
            await read.ShouldBeProblemAsync(404, "review_not_found");
            using var leased = await rita.SendAsync($"/api/reviews/{wrong}/lease", new { }, ("If-Match", "*"));
            await leased.ShouldBeProblemAsync(404, "review_not_found");
            using var decided = await DecideAsync(rita, wrong, "*", new { decision = "approved" });
            await decided.ShouldBeProblemAsync(404, "review_not_found");
        }
    }

    [Fact]
    public async Task A_position_that_is_no_number_is_refused()
    {
        using var rita = system.ClientOf("rita", role: "reviewer");
        using var response = await rita.GetAsync("/api/reviews/events?after=x", Ct);
        await response.ShouldBeProblemAsync(400, "invalid_position");
        using var cursor = await rita.GetAsync("/api/reviews?cursor=x", Ct);
        await cursor.ShouldBeProblemAsync(400, "invalid_cursor");
    }

    private static async Task<(string TaskId, string Review)> ParkAsync(HttpClient api, string tenant, string text)
    {
        using var parked = await api.SendAsync("/api/translate",
            new { text = $"{text} {tenant} {Guid.NewGuid():N}", sourceLanguage = "en", targetLanguage = "de", review = true });
        parked.StatusCode.ShouldBe(HttpStatusCode.Accepted, await parked.Content.ReadAsStringAsync(Ct));
        var taskId = (string)(await parked.JsonAsync())["taskId"]!;
        var task = (await api.GetFromJsonAsync($"/api/tasks/{taskId}", ContractsJson.Default.TaskView, Ct))!;
        task.State.ShouldBe(TaskState.AwaitingReview);
        var asked = task.Events.Single(one => one.Type == TaskEventTypes.ReviewRequested);
        return (taskId, (string)asked.Payload["review_id"]!);
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient api, string id, string version, object decision) =>
        api.SendAsync($"/api/reviews/{id}/decide", decision, ("If-Match", version));

    private static async Task<JsonArray> MessagesAsync(HttpClient api, string room) =>
        (await api.GetFromJsonAsync<JsonObject>($"/api/conversations/{room}/messages", Ct))!["messages"]!.AsArray();

    private static async Task<JsonNode> EventAsync(HttpResponseMessage stream, string taskId)
    {
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        return await DataAsync(reader, taskId);
    }

    private static async Task<JsonNode> DataAsync(StreamReader reader, string holding)
    {
        while (await reader.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(holding)) return JsonNode.Parse(line[6..])!;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    // A setting acts within two seconds: the first turns may come before it does.
    private static async Task<(string Room, string Review)> SampledAsync(HttpClient api, HttpClient rita)
    {
        while (true)
        {
            var room = $"room-{Guid.NewGuid():N}";
            using var sent = await api.SendAsync("/api/reply", new
            {
                conversationId = room,
                text = $"The {room} report is ready.",
                sourceLanguage = "en",
                languagePolicy = new { targetLanguage = "de" },
            });
            sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync(Ct));
            var taskId = (string)(await sent.JsonAsync())["taskId"]!;
            var page = (await rita.GetFromJsonAsync<JsonObject>("/api/reviews", Ct))!;
            if (page["reviews"]!.AsArray().FirstOrDefault(one => (string?)one!["taskId"] == taskId) is { } review)
                return (room, (string)review["id"]!);
        }
    }

    private static async Task<List<(string Kind, string Text)>> UntilAsync(
        HttpClient api, string room, Predicate<JsonArray> enough)
    {
        JsonArray messages;
        while (!enough(messages = await MessagesAsync(api, room))) await Task.Yield();
        return [.. messages.Select(one => ((string)one!["kind"]!, (string)one["text"]!))];
    }
}
