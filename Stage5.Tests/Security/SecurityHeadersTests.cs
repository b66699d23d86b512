using System.Net.Http.Headers;

namespace Stage5.Tests.Security;

/// <summary>What a browser is told about a page of the dashboard, and about an answer of the API.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SecurityHeadersTests(AttackedSystem system)
{
    [Fact]
    [Trait("Threat", "WEB-I1")]
    public async Task A_page_and_an_answer_may_not_be_framed_kept_scripted_or_misread_and_name_no_server()
    {
        var ct = TestContext.Current.CancellationToken;
        var visitor = await system.SignInAsync(ct);
        using var api = system.Api.ClientOf("demo");
        using var page = await visitor.GetAsync("/translate", ct);
        using var forwarded = await visitor.GetAsync("/api/access/me", ct, "application/json");
        using var answer = await api.GetAsync(new Uri("/api/access/me", UriKind.Relative), ct);

        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        foreach (var response in new[] { page, forwarded, answer })
        {
            ((int)response.StatusCode).ShouldBe(200);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
            response.Headers.CacheControl.ShouldBe(new CacheControlHeaderValue { NoStore = true });
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            response.Headers.Contains("Server").ShouldBeFalse();
        }
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        page.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
    }
}
