extern alias api;

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.Core.Guards;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

/// <summary>The API in this process on a store of its own.</summary>
public sealed class BudgetsApi : WebApplicationFactory<api::Program>, IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private StoreServer _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreServer.StartAsync(StoreKind.Redis);

    /// <summary>Each test has a tenant of its own.</summary>
    public HttpClient ClientOf(string tenant, string role, string user = "ana")
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, user, role));
        return client;
    }

    public async Task SpendAsync(string tenant, string user, long micros, CancellationToken ct)
    {
        var admission = await Services.GetRequiredService<TurnGuard>().AdmitAsync(
            new AdmitRequest(new GuardSubject(tenant, user, "k"), TrafficClass.Live)
            {
                WorstCases = [micros],
            }, ct);
        await admission.Hold!.SettleAsync(new Settlement(
            "chat", "completed", [new Spend("openai", "gpt", new(10, 0, 5), micros, "v1", Estimated: false)]), ct);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}");
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
        builder.UseSetting("Stage5:Budgets:Default:Month:HardLimit", "20");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        _tokens.Dispose();
        GC.SuppressFinalize(this);
    }
}
