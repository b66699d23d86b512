using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

[Collection(AssistantCollection.Name)]
public sealed class ReplyTests(AssistantSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_arrives_as_one_message_with_its_translations()
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = await RoomAsync(api);

        var turn = await api.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = "Draft.",
            editedText = $"The {room} report is ready.",
            sourceLanguage = "en",
            languagePolicy = new { targetLanguage = "de" },
            additionalTargetLanguages = new[] { "fr" },
        });

        turn.Kind.ShouldBe("reply");
        turn.Deliveries.ShouldBe([$"{turn.TaskId}.0"]);
        var message = (await DeliveredAsync(api, room, 1)).Single()!;
        ((string?)message["text"], (string?)message["language"], (string?)message["author"])
            .ShouldBe(($"The {room} report is ready.".ToUpperInvariant(), "de", "stage5"));
        message["translations"]!.AsArray().Select(one => (string?)one!["language"]).ShouldBe(["fr"]);
    }

    [Fact]
    public async Task A_broadcast_is_one_message_a_language_in_order()
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = await RoomAsync(api);

        var turn = await api.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = $"News of {room} for everyone.",
            sourceLanguage = "en",
            delivery = "broadcast",
            languagePolicy = new { targetLanguage = "de" },
            additionalTargetLanguages = new[] { "fr", "it" },
        });

        turn.Deliveries!.Count.ShouldBe(3);
        var messages = await DeliveredAsync(api, room, 3);
        messages.Select(one => (string?)one!["language"]).ShouldBe(["de", "fr", "it"]);
        // A message is there a moment before its delivery is told to be.
        while ((await StatesAsync()).Contains("delivering")) await Task.Yield();
        (await StatesAsync()).ShouldBe(["delivered", "delivered", "delivered"]);

        async Task<string?[]> StatesAsync()
        {
            using var deliveries = await api.GetAsync($"/api/tasks/{turn.TaskId}/deliveries", Ct);
            return [.. (await deliveries.JsonAsync())["deliveries"]!.AsArray().Select(one => (string?)one!["state"])];
        }
    }

    [Fact]
    public async Task Each_member_gets_the_reply_in_their_language_and_nobody_sees_anothers()
    {
        system.Reset();
        using var ana = system.ClientOf();
        using var ben = system.ClientOf("ben");
        var room = await RoomAsync(ana, new { user = "ben", role = "member", language = "fr" });

        await ana.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = $"Only for you in {room}.",
            sourceLanguage = "en",
            delivery = "perMember",
            languagePolicy = new { targetLanguage = "de" },
        });

        (await DeliveredAsync(ben, room, 1)).Select(one => (string?)one!["language"]).ShouldBe(["fr"]);
        (await DeliveredAsync(ana, room, 1)).Select(one => (string?)one!["language"]).ShouldBe(["de"]);
    }

    [Fact]
    public async Task A_language_that_fails_keeps_none_of_the_others_from_being_delivered()
    {
        FailInto("French");
        using var api = system.ClientOf();
        var room = await RoomAsync(api);

        var turn = await api.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = $"News of {room} for most.",
            sourceLanguage = "en",
            delivery = "broadcast",
            languagePolicy = new { targetLanguage = "fr" },
            additionalTargetLanguages = new[] { "de", "it" },
        });

        turn.Outcome.ShouldBe(TurnResult.Partial);
        turn.Translations.ShouldNotBeNull().Select(one => (one.Language, one.Text is null, one.Error?.Code))
            .ShouldBe([("fr", true, "answer_unusable"), ("de", false, null), ("it", false, null)]);
        turn.Deliveries.ShouldBe([$"{turn.TaskId}.0", $"{turn.TaskId}.1"]);
        (await DeliveredAsync(api, room, 2)).Select(one => (string?)one!["language"]).ShouldBe(["de", "it"]);
        // A message stands before its delivery is told of.
        List<(string? Id, string? State)> deliveries;
        do
        {
            using var told = await api.GetAsync($"/api/tasks/{turn.TaskId}/deliveries", Ct);
            var read = (await told.JsonAsync())["deliveries"]!.AsArray();
            deliveries = [.. read.Select(one => ((string?)one!["id"], (string?)one["state"]))];
        }
        while (deliveries.Any(one => one.State == "delivering"));
        deliveries.ShouldBe([($"{turn.TaskId}.0", "delivered"), ($"{turn.TaskId}.1", "delivered")]);
    }

    [Fact]
    public async Task A_member_whose_language_fails_gets_the_reply_in_the_first_one_that_was_made()
    {
        FailInto("French");
        using var ana = system.ClientOf();
        using var ben = system.ClientOf("ben");
        var room = await RoomAsync(ana, new { user = "ben", role = "member", language = "fr" });

        var turn = await ana.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = $"For each of you in {room}.",
            sourceLanguage = "en",
            delivery = "perMember",
            languagePolicy = new { targetLanguage = "de" },
        });

        (turn.Outcome, turn.Deliveries!.Count).ShouldBe((TurnResult.Partial, 2));
        (await DeliveredAsync(ben, room, 1)).Select(one => (string?)one!["language"]).ShouldBe(["de"]);
        (await DeliveredAsync(ana, room, 1)).Select(one => (string?)one!["language"]).ShouldBe(["de"]);
    }

    [Fact]
    public async Task A_reply_that_comes_to_no_language_delivers_nothing()
    {
        FailInto("French");
        using var api = system.ClientOf();
        var room = await RoomAsync(api);

        using var response = await api.SendAsync("/api/reply", new
        {
            conversationId = room,
            text = $"Nothing of {room}.",
            sourceLanguage = "en",
            languagePolicy = new { targetLanguage = "fr" },
        });

        await response.ShouldBeProblemAsync(503, "answer_unusable");
        using var page = await api.GetAsync($"/api/conversations/{room}/messages", Ct);
        (await page.JsonAsync())["messages"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_in_its_own_language_without_a_tone_is_sent_as_it_is_and_costs_nothing()
    {
        system.Reset();
        using var api = system.ClientOf();
        var room = await RoomAsync(api);
        var before = system.Model.Requests.Count;

        var turn = await api.TurnAsync("/api/reply", new
        {
            conversationId = room,
            text = "Same language.",
            sourceLanguage = "en",
            languagePolicy = new { targetLanguage = "en" },
        });

        (turn.Text, turn.Receipt.Cost!.Amount, system.Model.Requests.Count - before).ShouldBe(("Same language.", 0m, 0));
        (await DeliveredAsync(api, room, 1)).Single()!["text"]!.GetValue<string>().ShouldBe("Same language.");
    }

    private void FailInto(string language) => system.Model.Default = new ScriptedReply
    {
        Text = request => request.FirstMessage.Contains(language) ? " " : AssistantSystem.Capitals(request),
        Usage = (10, 5),
    };

    private static async Task<string> RoomAsync(HttpClient api, params object[] members)
    {
        var room = $"room-{Guid.NewGuid():N}";
        (await api.SendAsync("/api/conversations", new { id = room, members })).EnsureSuccessStatusCode();
        return room;
    }

    /// <summary>What its stream says, until so many messages have come.</summary>
    private static async Task<IReadOnlyList<JsonNode?>> DeliveredAsync(HttpClient api, string room, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{room}/messages");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        var messages = new List<JsonNode?>();
        while (messages.Count < count && await reader.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal)) messages.Add(JsonNode.Parse(line[6..]));
        }

        return messages;
    }
}
