extern alias api;

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Tests.Access;
using Stage5.Tests.Events;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Api;

/// <summary>The API in this process, with a key and a store of its own. Each test has a tenant of its own.</summary>
/// <param name="settings">What the tests need configured besides.</param>
public abstract class StoredApi(params (string Key, string Value)[] settings)
    : WebApplicationFactory<api::Program>, IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private StoreServer _store = null!;
    private EventWatch _events = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        _events = await EventWatch.OnAsync(_store);
    }

    public HttpClient ClientOf(string tenant, string user = "ana", string role = "user")
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", TokenOf(tenant, user, role));
        return client;
    }

    /// <summary>A client that presents this token and nothing else.</summary>
    public HttpClient ClientWith(string token)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A development token of that role.</summary>
    public string TokenOf(string tenant, string user = "ana", string role = "user", string? scope = null) =>
        _tokens.MakeFor(tenant, user, role, scope);

    /// <summary>The code of a one-time login link.</summary>
    public string LinkOf(string tenant, string user = "ana", string role = "user") =>
        TokenOf(tenant, user, role, "login");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}");
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _tokens.Dispose();
        GC.SuppressFinalize(this);
        try
        {
            if (_events is not null) await _events.DisposeAsync();
        }
        finally
        {
            if (_store is not null) await _store.DisposeAsync();
        }
    }
}
