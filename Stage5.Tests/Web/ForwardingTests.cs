using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Stage5.Contracts;
using Stage5.Tests.Events;

namespace Stage5.Tests.Web;

public sealed class ForwardingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_passes_with_the_sessions_token_and_without_its_cookie()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.SendAsync(new(HttpMethod.Get, "/api/status?a=%2F&b=2")
        {
            Headers =
            {
                { "Authorization", "Bearer forged" }, { "Connection", "X-Own" }, { "X-Own", "1" },
                { "If-None-Match", "\"v1\"" },
                { "traceparent", $"00-{new string('a', 32)}-{new string('b', 16)}-01" },
            },
        }, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = web.Api.Seen.Last();
        seen.Headers["Authorization"].ShouldBe("Bearer access-1");
        seen.Headers.Keys.ShouldNotContain("Cookie");
        seen.Headers.Keys.ShouldNotContain("X-Own");
        seen.Headers["If-None-Match"].ShouldBe("\"v1\"");
        seen.Headers["traceparent"].ShouldStartWith($"00-{new string('a', 32)}-");
        seen.Headers["traceparent"].ShouldNotContain(new string('b', 16));
    }

    [Fact]
    public async Task A_body_and_its_answer_pass_unchanged()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var request = new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Text = "Where is the library? ¿Dónde? 図書館",
            SourceLanguage = "en",
            TargetLanguage = "es",
        };
        using var response = await visitor.PostAsync("/api/tasks", request, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var accepted = await response.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, Ct);
        response.Headers.Location!.ToString().ShouldBe($"/api/tasks/{accepted!.TaskId}");
        using var task = await visitor.GetAsync(response.Headers.Location!.ToString(), Ct);
        var view = await task.Content.ReadFromJsonAsync(ContractsJson.Default.TaskView, Ct);
        view!.Request.Text.ShouldBe(request.Text);
    }

    [Fact]
    public async Task An_event_reaches_the_browser_before_the_next_one_exists()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var task = web.Api.Add(Task());
        task.Start();
        using var response = await visitor.GetAsync($"/api/tasks/{task.Id}/events", Ct, "text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        await ReadToAsync(reader, "id: 1");
        task.Append(TaskEventTypes.StageStarted, Payloads.Stage());
        await ReadToAsync(reader, "id: 2");
        task.Cancel();
        await ReadToAsync(reader, "id: 3");
        (await reader.ReadToEndAsync(Ct)).ShouldContain("task_cancelled");
    }

    [Fact]
    public async Task A_reader_resumes_after_the_last_event_it_saw()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var task = web.Api.Add(Task());
        task.Start();
        task.Append(TaskEventTypes.StageStarted, Payloads.Stage());
        task.Cancel();
        using var response = await visitor.SendAsync(
            new(HttpMethod.Get, $"/api/tasks/{task.Id}/events") { Headers = { { "Last-Event-ID", "2" } } }, Ct);

        var stream = await response.Content.ReadAsStringAsync(Ct);
        stream.ShouldNotContain("id: 2");
        stream.ShouldContain("id: 3");
    }

    [Fact]
    [Trait("Threat", "WEB-D1")]
    public async Task A_browser_that_leaves_ends_the_stream_at_the_API()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var task = web.Api.Add(Task());
        using (var response = await visitor.GetAsync($"/api/tasks/{task.Id}/events", Ct, "text/event-stream"))
            task.Viewers.ShouldBe(1);

        await Eventually.BeAsync(() => task.Viewers == 0, "the API still streams to nobody", Ct);
    }

    [Fact]
    public async Task An_API_that_is_down_is_a_problem_that_says_so()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        await web.Api.DisposeAsync();
        using var response = await visitor.GetAsync("/api/status", Ct, "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        var problem = await response.Content.ReadFromJsonAsync(ContractsJson.Default.Problem, Ct);
        problem!.Code.ShouldBe("api_unavailable");
        problem.TraceId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_browser_too()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var seen = new TaskCompletionSource();
        web.Api.Intercept = async context =>
        {
            await context.Response.WriteAsync("half of it", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await seen.Task.WaitAsync(context.RequestAborted);
            context.Abort();
            return true;
        };
        using var response = await visitor.GetAsync("/api/status", Ct);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        body.Read().ShouldBe('h');
        seen.SetResult();

        await Should.ThrowAsync<IOException>(() => body.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task An_error_of_the_API_passes_as_it_is_and_sets_no_cookie()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async context =>
        {
            context.Response.Headers.SetCookie = "own=1";
            await ScriptedApi.Fail(422, "source_language_required", "Say the source language.", "Send it.")
                .ExecuteAsync(context);
            return true;
        };
        using var response = await visitor.PostAsync("/api/translate", new { text = "a" }, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("source_language_required");
        visitor.Cookies.Keys.ShouldNotContain("own");
    }

    [Theory]
    [InlineData("/api/access/session")]
    [InlineData("/api/access/session/refresh")]
    [Trait("Threat", "WEB-T3")]
    public async Task Tokens_are_not_handed_out_to_browsers(string path)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var before = web.Api.Seen.Count;
        using var response = await visitor.PostAsync(path, body: null, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        web.Api.Seen.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("/api/%252e%252e/metrics")]
    [InlineData("/api/x/%252E%252e/access/session")]
    [InlineData("/api/x/%2e%252e/access/session")]
    [InlineData("/api/..%5c..%255cmetrics")]
    [Trait("Threat", "WEB-T3")]
    public async Task An_address_that_would_fold_into_another_is_not_forwarded(string path)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var before = web.Api.Seen.Count;
        using var response = await visitor.GetAsync(path, Ct, "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        web.Api.Seen.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "SELF", true)]
    [InlineData("X-None", "1", false)]
    public async Task Only_the_dashboards_own_pages_change_things(string header, string value, bool passes)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        var task = web.Api.Add(Task());
        using var response = await visitor.SendAsync(new(HttpMethod.Delete, $"/api/tasks/{task.Id}")
        {
            Headers = { { header, value == "SELF" ? web.Address.GetLeftPart(UriPartial.Authority) : value } },
        }, Ct);

        response.StatusCode.ShouldBe(passes ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden);
        web.Api.CountOf("DELETE", $"/api/tasks/{task.Id}").ShouldBe(passes ? 1 : 0);
        if (!passes) (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("cross_origin_refused");
    }

    private static ScriptedTask Task() => new(
        new() { Kind = TaskKinds.Translate, Text = "Good morning", SourceLanguage = "en", TargetLanguage = "es" },
        TimeProvider.System);

    private static async Task ReadToAsync(StreamReader reader, string line)
    {
        while (await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct) is { } read)
            if (read == line) return;
        throw new InvalidOperationException($"The stream ended before '{line}'.");
    }
}
