using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Tests.Assistant;

/// <summary>Inline or queued, streamed or not, with a conversation or without: the same turn, the same result.</summary>
[Collection(AssistantCollection.Name)]
public sealed class AnswerCellTests(AssistantSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool, bool, string> Cells()
    {
        var cells = new TheoryData<bool, bool, bool, string>();
        foreach (var message in new[] { false, true })
        {
            foreach (var queued in new[] { false, true })
            {
                foreach (var streamed in new[] { false, true })
                {
                    if (!message) cells.Add(message, queued, streamed, "none");
                    cells.Add(message, queued, streamed, "new");
                    cells.Add(message, queued, streamed, "known");
                }
            }
        }

        return cells;
    }

    /// <param name="message">Through the conversation's messages; else through translate.</param>
    /// <param name="id">No conversation, one that nobody used yet, or one that exists.</param>
    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Every_cell_comes_to_the_same_result(bool message, bool queued, bool streamed, string id)
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = $"room-{Guid.NewGuid():N}";
        if (id == "known") (await api.SendAsync("/api/conversations", new { id = room })).EnsureSuccessStatusCode();
        var text = $"The {room} meeting begins at nine, please bring the papers.";
        object body = message || id == "none"
            ? new { text, sourceLanguage = "en", targetLanguage = "de" }
            : new { text, sourceLanguage = "en", targetLanguage = "de", conversationId = room };
        var headers = new List<(string, string)>();
        if (queued) headers.Add(("Prefer", "respond-async"));
        if (streamed) headers.Add(("Accept", "text/event-stream"));

        using var response = await api.SendAsync(
            message ? $"/api/conversations/{room}/messages" : "/api/translate", body, [.. headers]);

        var content = await response.Content.ReadAsStringAsync(Ct);
        ((int)response.StatusCode).ShouldBe(queued && !streamed ? 202 : 200, content);
        var taskId = TaskIdOf(response, content, queued, streamed, message);
        var task = await api.EndOfAsync(taskId);
        task.State.ShouldBe(TaskState.Completed);
        task.Result.ShouldNotBeNull().Text.ShouldBe(text.ToUpperInvariant());
        task.Request.ConversationId.ShouldBe(id == "none" ? null : room);
        task.Events.Select(one => one.Sequence).ShouldBe(Enumerable.Range(1, task.Events.Count).Select(i => (long)i));
        if (streamed)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            content.Split("\n\n").Count(part => part.Contains("event: ")).ShouldBe((int)task.Total);
            content.ShouldContain("event: task_completed");
        }

        if (!message) return;
        using var page = await api.GetAsync($"/api/conversations/{room}/messages", Ct);
        var messages = (await page.JsonAsync())["messages"]!.AsArray();
        messages.Select(one => (string?)one!["text"]).ShouldBe([text]);
    }

    private static string TaskIdOf(
        HttpResponseMessage response, string content, bool queued, bool streamed, bool message)
    {
        if (streamed || queued) return response.Headers.Location!.ToString().Split('/')[^1];
        var node = JsonNode.Parse(content)!;
        return (string)(message ? node["turn"]! : node)["taskId"]!;
    }

    [Theory]
    [InlineData("translate", """{"text":"TEXT","sourceLanguage":"en","targetLanguage":"de"}""")]
    [InlineData("rewrite", """{"text":"TEXT","language":"en","tone":"polite"}""")]
    [InlineData("summarize", """{"text":"TEXT","maxSentences":2}""")]
    [InlineData("reply", """{"text":"TEXT","sourceLanguage":"en","conversationId":"ROOM","languagePolicy":{"targetLanguage":"de"}}""")]
    public async Task Each_call_is_a_kind_of_task_with_the_same_result(string kind, string body)
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = $"room-{Guid.NewGuid():N}";
        JsonObject Body(string name) => JsonNode.Parse(body
            .Replace("TEXT", $"Please send {name} the papers of {room}, all of them.").Replace("ROOM", room))!.AsObject();

        var inline = await api.TurnAsync($"/api/{kind}", Body("Ana"));
        var queued = Body("Ben");
        queued["kind"] = kind;
        if (queued.Remove("language", out var language)) queued["sourceLanguage"] = language;
        if (queued.Remove("languagePolicy", out var policy)) queued["targetLanguage"] = policy!["targetLanguage"]!.DeepClone();
        using var accepted = await api.SendAsync("/api/tasks", queued);
        var task = await api.EndOfAsync(accepted.Headers.Location!.ToString().Split('/')[^1]);

        var result = task.Result.ShouldNotBeNull();
        result.Text.ShouldBe(inline.Text!.Replace("ANA", "BEN"));
        (result.Kind, result.Outcome, result.TargetLanguage, result.Deliveries?.Count)
            .ShouldBe((inline.Kind, inline.Outcome, inline.TargetLanguage, inline.Deliveries?.Count));
        result.Receipt.Served.ShouldBe(inline.Receipt.Served);
    }

    [Fact]
    public async Task A_message_in_no_other_language_is_only_written_once_however_often_it_is_sent()
    {
        using var api = system.ClientOf();
        var path = $"/api/conversations/room-{Guid.NewGuid():N}/messages";

        using var first = await api.SendAsync(path, new { text = "Hello all." }, ("Idempotency-Key", "m-1"));
        using var second = await api.SendAsync(path, new { text = "Hello all." }, ("Idempotency-Key", "m-1"));

        ((int)first.StatusCode, (int)second.StatusCode).ShouldBe((201, 201));
        ((string?)(await first.JsonAsync())["message"]!["id"]).ShouldBe((string?)(await second.JsonAsync())["message"]!["id"]);
        using var page = await api.GetAsync(path, Ct);
        (await page.JsonAsync())["messages"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("EN")]
    [InlineData(null)]
    public async Task A_message_in_the_language_that_is_wanted_is_kept_and_no_failure(string? sourceLanguage)
    {
        system.Reset();
        using var api = system.ClientOf();
        var path = $"/api/conversations/room-{Guid.NewGuid():N}/messages";
        var before = system.Model.Requests.Count;
        const string text = "The meeting begins at nine, please bring the papers.";

        using var response = await api.SendAsync(path, new { text, sourceLanguage, targetLanguage = "en" });

        var content = await response.Content.ReadAsStringAsync(Ct);
        ((int)response.StatusCode).ShouldBe(201, content);
        var posted = JsonNode.Parse(content)!;
        ((string?)posted["message"]!["text"], posted["turn"], posted["error"]).ShouldBe((text, null, null));
        system.Model.Requests.Count.ShouldBe(before);
        using var page = await api.GetAsync(path, Ct);
        (await page.JsonAsync())["messages"]!.AsArray().Select(one => (string?)one!["text"]).ShouldBe([text]);
    }

    [Fact]
    public async Task A_message_in_one_of_the_languages_wanted_is_translated_into_the_others()
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = $"room-{Guid.NewGuid():N}";

        using var response = await api.SendAsync($"/api/conversations/{room}/messages", new
        {
            text = $"Good morning in {room}.",
            sourceLanguage = "en",
            targetLanguage = "en",
            additionalTargetLanguages = new[] { "de" },
        });

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var turn = (await response.JsonAsync())["turn"]!;
        ((string?)turn["outcome"]).ShouldBe("partial");
        turn["translations"]!.AsArray()
            .Select(one => ((string?)one!["language"], (string?)one["text"], (string?)one["error"]?["code"]))
            .ShouldBe([("en", null, "same_language"), ("de", $"Good morning in {room}.".ToUpperInvariant(), null)]);
    }

    [Theory]
    [InlineData("/api/translate")]
    [InlineData("/api/reply")]
    [InlineData("/api/summarize")]
    [InlineData("/api/tasks")]
    public async Task A_conversation_of_others_does_not_exist(string path)
    {
        using var ana = system.ClientOf();
        using var eve = system.ClientOf("eve");
        var room = $"room-{Guid.NewGuid():N}";
        (await ana.SendAsync("/api/conversations", new { id = room })).EnsureSuccessStatusCode();

        using var response = await eve.SendAsync(path, new
        {
            kind = "translate",
            text = "Hello",
            targetLanguage = "de",
            sourceLanguage = "en",
            conversationId = room,
            languagePolicy = new { targetLanguage = "de" },
        });

        await response.ShouldBeProblemAsync(404, "conversation_not_found");
    }

    [Fact]
    public async Task What_the_conversation_says_holds_where_the_call_says_nothing()
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = $"room-{Guid.NewGuid():N}";
        (await api.SendAsync("/api/conversations", new
        {
            id = room,
            settings = new { targetLanguage = "fr", tone = "polite" },
        })).EnsureSuccessStatusCode();

        using var response = await api.SendAsync($"/api/conversations/{room}/messages",
            new { text = $"Settings of {room} hold here.", sourceLanguage = "en" });

        var turn = (await response.JsonAsync())["turn"]!;
        ((string?)turn["targetLanguage"]).ShouldBe("fr");
        var asked = system.Model.Requests[^1];
        asked.FirstMessage.ShouldContain("French");
        asked.FirstMessage.ShouldContain("Tone: polite");
    }
}
