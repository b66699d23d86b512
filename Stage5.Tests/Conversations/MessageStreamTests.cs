using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Conversations;

public sealed class MessageStreamTests(RoomsApi api) : IClassFixture<RoomsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_replays_follows_and_resumes_and_shows_nothing_that_is_for_others()
    {
        using var ana = await api.RoomAsync("stream", Ct);
        using var ben = api.ClientOf("stream", "ben");
        await api.SayAsync("stream", "ana", "one\ntwo", Ct);
        await api.DeliverOneAsync("stream", "ana", "for ana", Ct);
        await using var all = await OpenAsync(ben);
        (await NextAsync(all)).ShouldBe(("message", "1", "one\ntwo"));

        await api.SayAsync("stream", "ana", "three", Ct);
        (await NextAsync(all)).ShouldBe(("message", "3", "three"));
        await using var rest = await OpenAsync(ben, lastEventId: "1");
        (await NextAsync(rest)).ShouldBe(("message", "3", "three"));
        await using var hers = await OpenAsync(ana, query: "?after=1");
        (await NextAsync(hers)).ShouldBe(("message", "2", "for ana"));
    }

    [Fact]
    public async Task A_stream_ends_with_the_membership_and_is_not_to_be_had_again()
    {
        using var ana = await api.RoomAsync("end", Ct);
        using var ben = api.ClientOf("end", "ben");
        await api.SayAsync("end", "ana", "hello", Ct);
        await using var stream = await OpenAsync(ben);
        await NextAsync(stream);

        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/conversations/team/members")
        {
            Content = JsonContent.Create(
                new MembersUpdate { Members = [new("ana", ConversationRoles.Owner)] },
                ContractsJson.Default.MembersUpdate),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*").ShouldBeTrue();
        using var changed = await ana.SendAsync(request, Ct);
        changed.EnsureSuccessStatusCode();
        await api.SayAsync("end", "ana", "secret", Ct);

        (await stream.MoveNextAsync()).ShouldBeTrue();
        (stream.Current.EventType, stream.Current.Data).ShouldBe(("end", """{"reason":"membership_ended"}"""));
        (await stream.MoveNextAsync()).ShouldBeFalse();
        using var again = await ben.GetAsync("/api/conversations/team/messages", Ct);
        await again.ShouldBeProblemAsync(404, "conversation_not_found");
    }

    [Fact]
    public async Task A_quiet_stream_says_that_it_lives()
    {
        using var ana = await api.RoomAsync("quiet", Ct);
        using var response = await SendAsync(ana);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        (await reader.ReadLineAsync(Ct)).ShouldBe("retry: 1000");
        (await reader.ReadLineAsync(Ct)).ShouldBe("");
        (await reader.ReadLineAsync(Ct)).ShouldBe(": heartbeat");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task A_position_that_is_none_is_refused(string position)
    {
        using var ana = api.ClientOf("position", "ana");
        using var response = await SendAsync(ana, lastEventId: position);

        await response.ShouldBeProblemAsync(400, "invalid_position");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string? lastEventId = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/team/messages{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(
        HttpClient client, string? lastEventId = null, string query = "")
    {
        var response = await SendAsync(client, lastEventId, query);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return SseParser.Create(await response.Content.ReadAsStreamAsync(Ct))
            .EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
    }

    private static async Task<(string Type, string? Id, string Text)> NextAsync(
        IAsyncEnumerator<SseItem<string>> stream)
    {
        (await stream.MoveNextAsync()).ShouldBeTrue();
        var message = JsonSerializer.Deserialize(stream.Current.Data, ContractsJson.Default.MessageView)!;
        stream.Current.EventId.ShouldBe(message.Sequence.ToString(CultureInfo.InvariantCulture));
        return (stream.Current.EventType, stream.Current.EventId, message.Text);
    }
}
