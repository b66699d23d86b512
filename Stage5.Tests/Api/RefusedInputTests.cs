using System.Net;
using System.Net.Http.Json;
using System.Text;
using Stage5.Contracts;

namespace Stage5.Tests.Api;

/// <summary>Bodies and queries out of bounds, of addresses whose other tests send none.</summary>
public sealed class RefusedInputTests(RefusedInputTests.Host api) : IClassFixture<RefusedInputTests.Host>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/keys/abc/rotate", """{"overlapHours":169}""", "admin")]
    [InlineData("POST", "/api/audit/fingerprint", """{"text":""}""", "auditor")]
    [InlineData("POST", "/api/audit/platform/fingerprint", """{"text":""}""", "platformAdmin")]
    [InlineData("POST", "/api/keys/platform", """{"name":"","role":"dashboard"}""", "platformAdmin")]
    [InlineData("POST", "/api/keys/platform/abc/rotate", """{"overlapHours":169}""", "platformAdmin")]
    [InlineData("POST", "/api/settings/rollback", """{"version":1,"reason":"no"}""", "operator")]
    [InlineData("POST", "/api/settings/rollback", """{"version":-1,"reason":"for a test"}""", "operator")]
    [InlineData("POST", "/api/reviews/abc/decide", """{}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide", """{"decision":"maybe"}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide", """{"decision":"rejected"}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide", """{"decision":"edited"}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide", """{"decision":"edited","texts":[{"text":""}]}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide", """{"decision":"approved","texts":[{"text":"x"}]}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/decide",
        """{"decision":"edited","texts":[{"language":"es","text":"x"},{"language":"ES","text":"y"}]}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/escalate", """{"reason":""}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/lease", """{"active":1}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/notes", """{"text":""}""", "reviewer")]
    [InlineData("POST", "/api/reviews/abc/reopen", """{"reason":""}""", "reviewer")]
    [InlineData("PUT", "/api/webhooks/abc", """{"url":"","events":["message.created"]}""", "operator")]
    [InlineData("PUT", "/api/webhooks/abc", """{"url":"https://hooks.example.com","events":[]}""", "operator")]
    public async Task A_body_out_of_bounds_is_refused(string method, string path, string body, string role)
    {
        using var client = api.ClientOf("refused", role: role);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        using var response = await client.SendAsync(request, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_term_is_not_changed_into_none()
    {
        using var client = api.ClientOf("terms");
        var term = new GlossaryEntryInput
        {
            SourceLanguage = "en",
            TargetLanguage = "es",
            SourceTerm = "invoice",
            TargetTerm = "factura",
        };
        using var made = await client.PostAsJsonAsync("/api/glossary", term, Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var request = new HttpRequestMessage(HttpMethod.Put, made.Headers.Location)
        {
            Content = JsonContent.Create(term with { TargetTerm = " " }),
        };
        var version = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.GlossaryEntryView, Ct))!.Version;
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");

        using var response = await client.SendAsync(request, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Theory]
    [InlineData("/api/access/people?limit=0", "admin")]
    [InlineData("/api/access/people?cursor=x", "admin")]
    [InlineData("/api/audit/platform?limit=201", "platformAdmin")]
    [InlineData("/api/audit/platform?from=yesterday", "platformAdmin")]
    [InlineData("/api/glossary/export?format=xls", "user")]
    [InlineData("/api/replies/dead?limit=101", "user")]
    [InlineData("/api/reviews?state=lost", "reviewer")]
    [InlineData("/api/reviews?priority=asap", "reviewer")]
    [InlineData("/api/reviews?reason=mood", "reviewer")]
    [InlineData("/api/reviews?overdue=maybe", "reviewer")]
    [InlineData("/api/reviews?limit=0", "reviewer")]
    [InlineData("/api/settings/history?limit=0", "operator")]
    [InlineData("/api/settings/history?before=x", "operator")]
    [InlineData("/api/tasks?limit=0", "user")]
    [InlineData("/api/webhooks/abc/deliveries?state=lost", "operator")]
    [InlineData("/api/webhooks/abc/deliveries?limit=0", "operator")]
    public async Task A_query_out_of_bounds_is_refused(string path, string role)
    {
        using var client = api.ClientOf("refused", role: role);

        using var response = await client.GetAsync(path, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    public sealed class Host : StoredApi;
}
