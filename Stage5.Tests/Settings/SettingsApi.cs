extern alias api;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Settings;

/// <summary>Two API processes over one store, and nothing between them but that.</summary>
public sealed class SettingsApi : IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private readonly List<Host> _hosts = [];
    private StoreServer _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        for (var i = 0; i < 2; i++)
            _hosts.Add(new Host(_store.Port, Convert.ToBase64String(_tokens.PublicKey)));
    }

    public IServiceProvider Services(int host = 0) => _hosts[host].Services;

    public HttpClient ClientOf(string tenant, string role = "operator", int host = 0)
    {
        var client = _hosts[host].CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, "ana", role));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _tokens.Dispose();
    }

    private static IEnumerable<(string Key, string Value)> OfTenants(string tenant) =>
    [
        ($"Stage5:Limits:{tenant}:Concurrency", "7"),
        ($"Stage5:Budgets:{tenant}:Day:HardLimit", "123"),
        ($"Stage5:Audit:TenantRetention:{tenant}", "30.00:00:00"),
        ($"Stage5:Compliance:{tenant}:BannedPhrases:0", $"secret of {tenant}"),
        ($"Stage5:Access:Issuers:of-{tenant}:Authority", $"https://login.example.com/{tenant}"),
        ($"Stage5:Access:Issuers:of-{tenant}:Audiences:0", "stage5"),
        ($"Stage5:Access:Issuers:of-{tenant}:DefaultRole", "user"),
        ($"Stage5:Access:Issuers:of-{tenant}:UserPrefix", $"{tenant}-"),
        ($"Stage5:Access:Issuers:of-{tenant}:Tenant", tenant),
        ($"Stage5:Callbacks:Sources:of-{tenant}:Kind", "standard"),
        ($"Stage5:Callbacks:Sources:of-{tenant}:Secret", "crm"),
        ($"Stage5:Callbacks:Sources:of-{tenant}:Events:0", "message.created"),
        ($"Stage5:Callbacks:Sources:of-{tenant}:Tenant", tenant),
        ($"Stage5:Callbacks:Sources:of-{tenant}:User", $"robot-of-{tenant}"),
    ];

    private sealed class Host(int port, string key) : WebApplicationFactory<api::Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(static logging => logging.ClearProviders());
            builder.UseSetting("ConnectionStrings:cache", $"127.0.0.1:{port}");
            builder.UseSetting("Stage5:Access:DevelopmentPublicKey", key);
            builder.UseSetting("Stage5:Limits:Default:RequestsPerMinute", "6000");
            builder.UseSetting("Stage5:Secrets:openai", "sk-never-shown-anywhere");
            // Two tenants that are customers, each with something of its own.
            foreach (var (key, value) in OfTenants("north").Concat(OfTenants("south"))) builder.UseSetting(key, value);
            builder.UseSetting("Stage5:Access:Issuers:shared:Authority", "https://login.example.com/shared");
            builder.UseSetting("Stage5:Access:Issuers:shared:Audiences:0", "stage5");
            builder.UseSetting("Stage5:Access:Issuers:shared:DefaultRole", "user");
            builder.UseSetting("Stage5:Access:Issuers:shared:UserPrefix", "shared-");
            builder.UseSetting("Stage5:Access:Issuers:shared:Tenants:t-1", "north");
            builder.UseSetting("Stage5:Access:Issuers:shared:Tenants:t-2", "south");
            builder.UseSetting("Stage5:Secrets:crm", Webhooks.CallbackApi.Secret);
        }
    }
}

internal static class SettingsCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> PutAsync(
        this HttpClient api, long? version, object values, string reason = "for a test")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/settings")
        {
            Content = JsonContent.Create(new { values, reason }),
        };
        if (version is { } known) request.Headers.TryAddWithoutValidation("If-Match", $"\"{known}\"");
        return await api.SendAsync(request, Ct);
    }

    public static async Task<SettingsView> SetAsync(this HttpClient api, long version, object values, string reason = "for a test")
    {
        using var response = await api.PutAsync(version, values, reason);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync<SettingsView>(Ct)).ShouldNotBeNull();
    }

    public static async Task<SettingsView> ReadSettingsAsync(this HttpClient api) =>
        (await api.GetFromJsonAsync<SettingsView>("/api/settings", Ct)).ShouldNotBeNull();

    public static SettingView Of(this SettingsView view, string name) => view.Settings.Single(one => one.Name == name);
}
