using System.Net;
using System.Net.Http.Json;
using System.Text;
using Stage5.Contracts;
using Stage5.Tests.Guards;

namespace Stage5.Tests.Api;

public sealed class DetectTests(BudgetsApi api) : IClassFixture<BudgetsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_answered_with_its_language_and_the_candidates()
    {
        using var response = await PostAsync("""{"text":"¿Puedes enviarme el acta de la reunión, por favor?"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var view = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.DetectionView, Ct))!;
        view.Language.ShouldBe("es");
        view.Confidence.ShouldBeGreaterThan(0.7);
        view.Candidates[0].ShouldBe(new DetectedLanguageView("es", view.Confidence));
    }

    [Theory]
    [InlineData("42 🙂")]
    [InlineData("https://example.com/x")]
    [InlineData("\\u0000\\u202e")]
    public async Task A_text_without_language_is_undetermined(string text)
    {
        using var response = await PostAsync($$"""{"text":"{{text}}"}""");

        (await response.Content.ReadAsStringAsync(Ct)).ShouldBe("""{"language":"und","confidence":0,"candidates":[]}""");
    }

    [Theory]
    [InlineData("{}", 400, "invalid_request")]
    [InlineData("""{"text":""}""", 400, "text_required")]
    [InlineData("""{"text":" \n\t\u3000"}""", 400, "text_required")]
    [InlineData("""{"text":null}""", 400, "invalid_request")]
    [InlineData("""{"text":5}""", 400, "invalid_request")]
    [InlineData("""{"text":"hola" """, 400, "invalid_request")]
    [InlineData("", 400, "invalid_request")]
    public async Task What_is_no_text_is_told_why(string body, int status, string code)
    {
        using var response = await PostAsync(body);

        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task Fifty_thousand_characters_are_read_and_one_more_is_refused()
    {
        using var longest = await PostAsync($$"""{"text":"{{new string('[', 50_000)}}"}""");
        using var longer = await PostAsync($$"""{"text":"{{new string('[', 50_001)}}"}""");

        longest.StatusCode.ShouldBe(HttpStatusCode.OK);
        await longer.ShouldBeProblemAsync(413, "text_too_long");
    }

    [Fact]
    public async Task Half_a_sign_is_no_text()
    {
        using var response = await PostAsync("""{"text":"\ud800 hello there"}""");

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_role_that_sends_no_messages_is_refused()
    {
        using var response = await PostAsync("""{"text":"hola"}""", role: "auditor");

        await response.ShouldBeProblemAsync(403, "permission_denied");
    }

    [Fact]
    public async Task A_call_counts_against_the_rates_of_its_caller()
    {
        using var limited = api.WithWebHostBuilder(host => host
            .UseSetting("Stage5:Limits:Default:RequestsPerMinute", "2").UseSetting("Stage5:Limits:Default:RequestBurst", "2"));
        using var client = limited.CreateClient();
        using var known = api.ClientOf("counted");
        client.DefaultRequestHeaders.Authorization = known.DefaultRequestHeaders.Authorization;

        using var first = await PostAsync(client, """{"text":"hola"}""");
        using var second = await PostAsync(client, """{"text":"hola"}""");
        using var third = await PostAsync(client, """{"text":"hola"}""");

        first.Headers.GetValues("RateLimit").ShouldNotBeEmpty();
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        await third.ShouldBeProblemAsync(429, "rate_limited");
        third.Headers.RetryAfter.ShouldNotBeNull();
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string role = "user")
    {
        using var client = api.ClientOf("detect", role: role);
        return await PostAsync(client, body);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/api/detect", content, Ct);
    }
}
