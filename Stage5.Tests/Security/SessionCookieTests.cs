namespace Stage5.Tests.Security;

/// <summary>The cookie that a session is.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SessionCookieTests(AttackedSystem system)
{
    private const string Session = "stage5.session";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "WEB-T1")]
    public async Task A_cookie_that_was_changed_anywhere_is_no_session()
    {
        var cookie = (await system.SignInAsync(Ct)).Cookies[Session];
        (await StatusAsync(cookie)).ShouldBe(200);

        foreach (var at in new[] { 0, cookie.Length / 4, cookie.Length / 2, cookie.Length - 3 })
        {
            var changed = cookie[..at] + (cookie[at] == 'A' ? 'B' : 'A') + cookie[(at + 1)..];
            (await StatusAsync(changed)).ShouldBe(401, $"changed at {at}");
        }
        (await StatusAsync(cookie[..^4])).ShouldBe(401);
    }

    private async Task<int> StatusAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/access/me");
        request.Headers.Add("Cookie", $"{Session}={cookie}");
        using var response = await system.Visit().SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
