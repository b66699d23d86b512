extern alias web;

using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Tests.Api;
using web::Stage5.Web.Sessions;

namespace Stage5.Tests.Web;

public sealed class SharedKeysTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_replicas_read_each_others_cookies()
    {
        await using var api = new SharedApi();
        await api.InitializeAsync();
        var address = api.Start();
        var key = (SharedKeys.KeySetting, api.DashboardToken());
        await using var one = await WebHost.StartAppAsync(address, null, Ct, development: true, ownKeys: false, key);
        await using var other = await WebHost.StartAppAsync(address, null, Ct, development: true, ownKeys: false, key);
        var visitor = WebHost.Visit(one);
        using var login = await visitor.GetAsync($"/login?code={api.LinkOf("acme", role: "admin")}", Ct);
        login.StatusCode.ShouldBe(HttpStatusCode.Found);

        using var home = await visitor.GetAsync(new Uri(new Uri(other.Urls.Single()), "/").AbsoluteUri, Ct);

        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var dashboard = api.ClientWith(api.DashboardToken());
        (await dashboard.GetStringAsync(new Uri("/api/access/protection-keys", UriKind.Relative), Ct)).ShouldContain("<key id=");
    }

    [Fact]
    public async Task Without_the_right_key_none_are_made_up()
    {
        await using var api = new SharedApi();
        await api.InitializeAsync();
        await using var web = await WebHost.StartAppAsync(
            api.Start(), null, Ct, development: true, ownKeys: false, (SharedKeys.KeySetting, "wrong"));

        Should.Throw<Exception>(() => web.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Protect("y"));
    }

    private sealed class SharedApi : StoredApi
    {
        public SharedApi() => UseKestrel(0);

        public string DashboardToken() => TokenOf("stage5.platform", "dashboard", "dashboard");

        public Uri Start()
        {
            StartServer();
            return new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }
    }
}
