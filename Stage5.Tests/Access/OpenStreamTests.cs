using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Tests.Access;

/// <summary>A stream is open for as long as its reader may open it.</summary>
public sealed class OpenStreamTests(AccessApi api) : IClassFixture<AccessApi>
{
    private const string Drafts = "/api/offline-drafts/events";
    private const string Ended = """{"reason":"access_ended"}""";

    // What is not heard of is looked for every ten seconds: this is long before.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly string _tenant = api.NewTenant();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("messages")]
    [InlineData("task")]
    [InlineData("turn")]
    [InlineData("drafts")]
    [InlineData("tenant")]
    public async Task A_stream_ends_when_its_key_is_revoked(string kind)
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        using var made = await admin.PostAsJsonAsync("/api/keys", new { name = "ci", role = "service" }, Ct);
        var key = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, Ct))!;
        using var program = api.ClientWith(key.Secret);
        using var request = await RequestAsync(program, kind);
        using var stream = await OpenAsync(program, request);

        using var revoked = await admin.DeleteAsync($"/api/keys/{key.Key.Id}", Ct);

        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RestAsync(stream)).ShouldBe(Ended);
    }

    [Fact]
    public async Task A_stream_ends_when_its_session_is_revoked_and_not_when_its_token_is_renewed()
    {
        using var entering = api.ClientWith(api.LinkOf(_tenant, "ana", "admin"));
        using var entered = await entering.PostAsync("/api/access/session", null, Ct);
        var session = (await entered.Content.ReadFromJsonAsync(ContractsJson.Default.SessionView, Ct))!;
        using var browser = api.ClientWith(session.AccessToken);
        using var stream = await OpenAsync(browser, new HttpRequestMessage(HttpMethod.Get, Drafts));
        using var renewing = api.ClientWith(session.RefreshToken);
        using var renewed = await renewing.PostAsync("/api/access/session/refresh", null, Ct);
        var tokens = (await renewed.Content.ReadFromJsonAsync(ContractsJson.Default.SessionView, Ct))!;
        using var again = api.ClientWith(tokens.AccessToken);
        var watch = api.Services.GetRequiredService<AccessTokens>();
        var before = Identity.From((await watch.ReadAsync(tokens.AccessToken, Ct))!);
        (await watch.AgainAsync(session.AccessToken, before, Ct)).ShouldNotBeNull();

        using var revoked = await again.DeleteAsync($"/api/access/sessions/{before.TokenId}", Ct);

        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RestAsync(stream)).ShouldBe(Ended);
    }

    [Fact]
    public async Task A_stream_ends_when_the_role_that_it_needs_is_taken_away()
    {
        using var ben = api.ClientOf(_tenant, "ben");
        using var stream = await OpenAsync(ben, new HttpRequestMessage(HttpMethod.Get, Drafts));

        await api.AssignAsync(_tenant, "ben", ["auditor"], Ct);

        (await RestAsync(stream)).ShouldBe(Ended);
    }

    [Fact]
    public async Task Who_may_see_less_is_let_go_and_asked_anew_when_they_come_back()
    {
        using var ana = api.ClientOf(_tenant, "ana");
        using var ben = api.ClientOf(_tenant, "ben", "operator");
        using var request = await RequestAsync(ana, "task");
        using var stream = await OpenAsync(ben, request);

        await api.AssignAsync(_tenant, "ben", ["user"], Ct);

        (await RestAsync(stream)).ShouldBeNull();
        using var back = await ben.GetAsync(request.RequestUri, Ct);
        await back.ShouldBeProblemAsync(404, "task_not_found");
    }

    private static async Task<HttpRequestMessage> RequestAsync(HttpClient caller, string kind)
    {
        const string text = """{"kind":"translate","text":"Good morning.","sourceLanguage":"en","targetLanguage":"de"}""";
        switch (kind)
        {
            case "messages":
                using (var room = await caller.PostAsJsonAsync("/api/conversations", new { id = "room" }, Ct))
                    room.EnsureSuccessStatusCode();
                return new HttpRequestMessage(HttpMethod.Get, "/api/conversations/room/messages");
            case "task":
                using (var queued = await caller.PostAsync("/api/tasks", Json(text), Ct))
                    return new HttpRequestMessage(HttpMethod.Get, $"{queued.Headers.Location}/events");
            case "tenant":
                return new HttpRequestMessage(HttpMethod.Get, "/api/events");
            case "turn":
                return new HttpRequestMessage(HttpMethod.Post, "/api/tasks") { Content = Json(text) };
            default:
                return new HttpRequestMessage(HttpMethod.Get, Drafts);
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return response;
    }

    /// <summary>Reads on until the stream is at its end, which must come soon.</summary>
    /// <returns>What its event <c>end</c> says; null where it ends without one.</returns>
    private static async Task<string?> RestAsync(HttpResponseMessage stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Soon);
        var body = await stream.Content.ReadAsStreamAsync(limit.Token);
        string? end = null;
        await foreach (var item in SseParser.Create(body).EnumerateAsync(limit.Token))
        {
            end.ShouldBeNull("nothing comes after the end");
            end = item.EventType == "end" ? item.Data : null;
        }

        return end;
    }
}
