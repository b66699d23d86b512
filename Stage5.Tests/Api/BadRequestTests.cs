using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Stage5.Tests.Api;

public sealed class BadRequestTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Theory]
    [InlineData("", 400, "invalid_request")]
    [InlineData("null", 400, "invalid_request")]
    [InlineData("{\"text\":5}", 400, "invalid_request")]
    [InlineData("{\"text\":\"Hello\"", 400, "invalid_request")]
    [InlineData("{}", 400, "invalid_request")]
    [InlineData("{\"text\":\"Hello\",\"targetLanguage\":\"Spanish!\"}", 400, "invalid_request")]
    [InlineData("{\"text\":\"  \",\"targetLanguage\":\"es\",\"sourceLanguage\":\"en\"}", 400, "invalid_request")]
    [InlineData("{\"text\":\"Hello\",\"targetLanguage\":\"es\",\"sourceLanguage\":\"es\"}", 422, "same_language")]
    [InlineData("{\"text\":\"Hello\",\"targetLanguage\":\"qqq\",\"sourceLanguage\":\"en\"}", 400, "invalid_language")]
    [InlineData("{\"text\":\"half \\ud800 a sign\",\"targetLanguage\":\"es\"}", 400, "invalid_request")]
    [InlineData("{\"text\":\"Hello\",\"targetLanguage\":\"es\",\"tone\":\"pirate\"}", 400, "unknown_tone")]
    [InlineData("{\"text\":\"Hello\",\"targetLanguage\":\"es\",\"additionalTargetLanguages\":[null]}", 400, "invalid_language")]
    public async Task A_message_that_cannot_be_processed_is_told_why(string body, int status, string code)
    {
        using var response = await PostAsync("/api/translate", body);

        await response.ShouldBeProblemAsync(status, code);
    }

    [Theory]
    [InlineData("/api/tasks", """{"kind":"translate","text":"half \ud800 a sign","targetLanguage":"es"}""")]
    [InlineData("/api/tasks", """{"kind":"rewrite","text":"a","editedText":"\udc00","tone":"polite"}""")]
    [InlineData("/api/tasks", """{"kind":"translate","text":"a","targetLanguage":"es","context":"\ud83d\ud83d"}""")]
    [InlineData("/api/conversations/r/messages", """{"text":"half \ud800 a sign","targetLanguage":"es"}""")]
    [InlineData("/api/conversations/r/messages", """{"text":"half \udfff a sign"}""")]
    [InlineData("/api/conversations", """{"id":"r\ud800"}""")]
    [InlineData("/api/reply", """{"text":"\ud800","languagePolicy":{"targetLanguage":"es"}}""")]
    [InlineData("/api/reply", """{"text":"a","conversationId":"\ud800","languagePolicy":{}}""")]
    [InlineData("/api/reply", """{"text":"a","languagePolicy":{"targetLanguage":"e\ud800"}}""")]
    [InlineData("/api/rewrite", """{"text":"\ud800","tone":"polite"}""")]
    [InlineData("/api/summarize", """{"text":"\ud800"}""")]
    [InlineData("/api/glossary", """{"sourceTerm":"\ud800","targetTerm":"a","targetLanguage":"es"}""")]
    [InlineData("/api/offline-drafts", """{"text":"\ud800","targetLanguage":"es"}""")]
    [InlineData("/api/translate", """{"text":"a","targetLanguage":"es","\ud800":1}""")]
    [InlineData("/api/apply-glossary", """{"text":"\ud800","sourceLanguage":"en","targetLanguage":"es"}""")]
    [Trait("Threat", "API-T2")]
    public async Task Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands(string path, string body)
    {
        using var response = await PostAsync(path, body);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Theory]
    [InlineData("/api/translate")]
    [InlineData("/api/tasks")]
    public async Task An_unknown_mode_is_told_the_valid_ones(string path)
    {
        using var response = await PostAsync(path,
            """{"kind":"translate","text":"Hello","targetLanguage":"es","sourceLanguage":"en","processing":{"mode":"turbo"}}""");

        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors!["processing.mode"].ShouldBe(["processing.mode must be one of: default, fast."]);
    }

    [Theory]
    [InlineData("/api/translate", """{"mode":"fast"}""")]
    [InlineData("/api/tasks", """{"mode":"fast","reason":"demo"}""")]
    [InlineData("/api/translate", """{"profile":"quick"}""")]
    public async Task Fast_mode_and_profiles_are_refused_and_not_ignored(string path, string processing)
    {
        using var response = await PostAsync(path,
            $$"""{"kind":"translate","text":"Hello","targetLanguage":"es","sourceLanguage":"en","processing":{{processing}}}""");

        await response.ShouldBeProblemAsync(409, "profile_unavailable");
    }

    [Fact]
    public async Task A_report_cannot_write_lines_of_its_own_into_the_log()
    {
        using var response = await PostAsync("/api/telemetry/browser-failures",
            """{"method":"GET","path":"/x\n[api] forged","status":500,"code":null,"attempts":1,"durationMs":1,"page":"/"}""");

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Theory]
    [InlineData("""{"kind":"made up","eventType":"task_started","expected":"version: 1","page":"/"}""")]
    [InlineData("""{"kind":"version","eventType":"a\n[api] forged","expected":"version: 1","page":"/"}""")]
    public async Task A_mismatch_names_one_of_the_kinds_there_are_and_writes_no_lines_of_its_own(string body)
    {
        using var response = await PostAsync("/api/telemetry/contract-mismatches", body);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_text_too_long_is_refused()
    {
        var text = new string('x', 50_001);
        using var response = await PostAsync("/api/translate",
            $$"""{"text":"{{text}}","targetLanguage":"es","sourceLanguage":"en"}""");

        await response.ShouldBeProblemAsync(413, "text_too_long");
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused_with_415()
    {
        using var response = await PostAsync("/api/translate", "Hello", "text/plain");

        await response.ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_405()
    {
        using var client = api.ClientOf("user");
        using var response = await client.DeleteAsync("/api/tasks", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task A_position_that_is_no_sequence_is_refused(string after)
    {
        using var client = api.ClientOf("user");
        using var response = await client.GetAsync(
            $"/api/tasks/{Guid.CreateVersion7()}/events?after={after}", TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(400, "invalid_position");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string type = "application/json")
    {
        using var client = api.ClientOf("user");
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        return await client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }
}
