using System.Net;

namespace Stage5.Tests.WholeSystem;

[Collection(SystemCollection.Name)]
public sealed class LoginTests(RunningSystem system)
{
    [Fact]
    public async Task A_login_link_opens_the_dashboard_once()
    {
        var link = system.LoginLink();
        using var first = NewBrowser();

        using var entered = await first.GetAsync(link, TestContext.Current.CancellationToken);
        using var home = await first.GetAsync(system.Web, TestContext.Current.CancellationToken);
        using var second = NewBrowser();
        using var again = await second.GetAsync(link, TestContext.Current.CancellationToken);
        using var refused = await second.GetAsync(system.Web, TestContext.Current.CancellationToken);

        entered.StatusCode.ShouldBe(HttpStatusCode.OK);
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

#pragma warning disable RS0030 // A browser has cookies of its own; a client of the factory shares them.
    private static HttpClient NewBrowser() => new(new HttpClientHandler { CookieContainer = new CookieContainer() });
#pragma warning restore RS0030
}
